"""People: who works here, who can open the practice, and what the lead may change about it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.permissions import ROLES, Verb
from ccm_desktop.domain.search import fold
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.forms import Form, PersonProfile
from ccm_desktop.services.people import LANES, SIGN_INS, Account
from ccm_desktop.services.recovery import Draft
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.people.forms import KitForm, OwnPassphraseForm, PeopleForm, PersonForm, SignInForm
from ccm_desktop.ui.role_gate import RoleGate
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label
from ccm_desktop.ui.widgets.rows_model import Column

_TONES = {"own": ("ok", "key"), "once": ("warn", "hourglass"), "none": ("neutral", "circle-dashed")}


class PeoplePage(QWidget):
    """The list, and what can be done to the person chosen in it.

    Signals:
        side_asked: a form for the side panel, or None to close it.
    """

    side_asked = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._leaving: Account | None = None
        self.header = PageHeader("People and sign-ins")
        self.own_button = button("Change my passphrase…", "key")
        self.add_button = button("Add person…", "user-plus", role="primary")
        self.edit_button = button("Change…", "pencil", shortcut="Enter")
        self.sign_in_button = button("Give sign-in…", "lock")
        self.leave_button = button("Deactivate…", "ban")
        for press in (self.own_button, self.add_button):
            self.header.add(press)
        chosen = QHBoxLayout()
        for press in (self.edit_button, self.sign_in_button, self.leave_button):
            chosen.addWidget(press)
        chosen.addStretch(1)
        self.kit_button = button("Recovery kit…", "file-certificate")
        chosen.addWidget(self.kit_button)
        self.message = Message()
        self.table = DataTable("People", self._columns(), lambda a: a.person.id, desk.theme)
        self.table.hide_first(("npi", "last", "lane"))
        note = label(
            "A role decides what the program lets a person do. Everybody who can open the practice file could read all "
            "of it, so give sign-ins only to people who may.", "caption", wrap=True,
        )  # fmt: skip
        self.person_form, self.sign_in_form = PersonForm(desk), SignInForm(desk)
        self.own_form, self.kit_form = OwnPassphraseForm(desk), KitForm(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.header, self.message):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        column.addLayout(chosen)
        column.addWidget(note)
        self._connect()
        RoleGate(desk, self).close(
            Verb.MANAGE_PEOPLE, self.add_button, self.edit_button, self.sign_in_button, self.leave_button,
            self.kit_button,
        )  # fmt: skip

    @property
    def forms(self) -> tuple[PeopleForm, ...]:
        """What it shows in the side panel."""
        return (self.person_form, self.sign_in_form, self.own_form, self.kit_form)

    def reload(self) -> None:
        """Read the staff anew."""
        task = self._desk.gateway.ask(self._desk.office.people.accounts)
        task.succeeded.connect(self._on_accounts)
        task.failed.connect(self.message.show_problem)

    def change_own(self) -> None:
        """One's own passphrase."""
        self.own_form.open()
        self._ask_side(self.own_form)
        self.own_form.old_edit.setFocus()

    def _columns(self) -> tuple[Column[Account], ...]:
        zone = self._desk.zone
        return (
            Column("name", "Name", lambda a: a.person.title, 220, lambda a: fold(a.person.name)),
            Column("role", "Role", lambda a: ROLES.get(a.person.role, a.person.role), 140),
            Column("sign_in", "Sign-in", lambda a: _sign_in(a).text, 170, chip=_sign_in),
            Column("lane", "Time counts as", lambda a: LANES[a.person.lane], 130),
            Column("npi", "NPI", lambda a: a.person.npi or "—", 110),
            Column("last", "Last opened the practice", lambda a: "never" if a.last_unlocked is None else
                   f"{figures.instant_day(a.last_unlocked, zone)} {figures.clock(a.last_unlocked, zone)}", 180,
                   lambda a: a.last_unlocked or 0),
        )  # fmt: skip

    def _connect(self) -> None:
        self._desk.gateway.changed.connect(self._on_changed)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_edit)
        self.add_button.clicked.connect(self._on_add)
        self.edit_button.clicked.connect(self._on_edit)
        self.sign_in_button.clicked.connect(self._on_sign_in)
        self.leave_button.clicked.connect(self._on_leave)
        self.own_button.clicked.connect(self.change_own)
        self.kit_button.clicked.connect(self._on_kit)
        self.message.acted.connect(self._on_acted)
        for form in self.forms:
            form.closed.connect(self._on_form_closed)
            form.saved.connect(self._on_saved)

    def _on_accounts(self, accounts: tuple[Account, ...]) -> None:
        opening = sum(1 for a in accounts if a.sign_in != "none")
        self.header.counts_label.setText(f"{len(accounts)} people · {opening} can open the practice")
        self.table.show_rows(accounts)
        self._on_current(self.table.current_row())

    def _on_current(self, account: Account | None) -> None:
        active = account is not None and account.person.active
        self.edit_button.setEnabled(account is not None)
        self.sign_in_button.setEnabled(active)
        self.leave_button.setEnabled(active)
        words = "Give sign-in…" if account is None or account.sign_in == "none" else "Reset passphrase…"
        self.sign_in_button.setText(words)
        self.sign_in_button.setAccessibleName(words)

    def _on_add(self) -> None:
        self.person_form.open_new(self._desk.office.people.passphrase_for_once())
        self._ask_side(self.person_form)
        self.person_form.name_edit.setFocus()

    def _on_edit(self) -> None:
        account = self.table.current_row()
        if account is not None and self.edit_button.isEnabled():
            task = self._desk.gateway.ask(partial(self._desk.office.people.open, account.person.id))
            task.succeeded.connect(self._on_profile)
            task.failed.connect(self.message.show_problem)

    def _on_profile(self, form: Form[PersonProfile]) -> None:
        self.person_form.open(form)
        self._ask_side(self.person_form)
        self.person_form.name_edit.setFocus()

    def _on_sign_in(self) -> None:
        account = self.table.current_row()
        if account is not None:
            self.sign_in_form.open(account.person, self._desk.office.people.passphrase_for_once())
            self._ask_side(self.sign_in_form)
            self.sign_in_form.sign_in.kind_box.setFocus()

    def _on_kit(self) -> None:
        task = self._desk.gateway.ask(self._desk.office.recovery.draft)
        task.succeeded.connect(self._on_kit_drafted)
        task.failed.connect(self.message.show_problem)

    def _on_kit_drafted(self, draft: Draft) -> None:
        self.kit_form.open(draft)
        self._ask_side(self.kit_form)
        self.kit_form.print_button.setFocus()

    def _on_leave(self) -> None:
        account = self.table.current_row()
        if account is not None:
            self._leaving = account
            self.message.say(
                f"{account.person.title} will not be able to open the practice any more. What they did stays.",
                "warn", "Deactivate",
            )  # fmt: skip
            self.message.action_button.setFocus()

    def _on_acted(self) -> None:
        leaving, self._leaving = self._leaving, None
        self.message.say("")
        if leaving is not None:
            task = self._desk.gateway.send(partial(self._desk.office.people.deactivate, leaving.person.id))
            task.failed.connect(self.message.show_problem)
            self.table.setFocus()

    def _on_saved(self, said: str) -> None:
        self._leaving = None
        self.message.say(said, "ok", "Dismiss")
        self._on_form_closed()
        self.reload()  # where the form takes the whole width, the page was out of sight when it changed

    def _ask_side(self, form: PeopleForm) -> None:
        self._leaving = None
        self.message.say("")
        self.side_asked.emit(form)

    def _on_form_closed(self) -> None:
        self.side_asked.emit(None)
        self.table.setFocus()

    def _on_changed(self, changed: Changed) -> None:
        if changed & Changed.PRACTICE and self.isVisible():
            self.reload()


def _sign_in(account: Account) -> Chip:
    if not account.person.active:
        return Chip("left", "works here no more", "neutral", "ban", "works here no more")
    tone, icon = _TONES[account.sign_in]
    words = SIGN_INS[account.sign_in]
    return Chip(account.sign_in, words, tone, icon, words)
