"""The form of one line of the plan: saved as one version, kept while it is typed, stepped through by key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ccm_desktop.services.plan_drafts import PlanDraft, Texts
from ccm_desktop.services.plan_homes import Homes
from ccm_desktop.services.plan_moves import Edit, name_of
from ccm_desktop.services.plan_parts import ONE_PER_PATIENT
from ccm_desktop.ui.care_plan.form_body import FormBody, Kinds, kinds_of
from ccm_desktop.ui.care_plan.opened import Opened
from ccm_desktop.ui.care_plan.unsaved import PlanDrafts
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.field_area import FieldArea
from ccm_desktop.ui.widgets.one_of import OneOf
from ccm_desktop.ui.widgets.parts import Message, button, on_keys

_WIDEST = 760
_NOT_SAVED = "Not saved yet. Ctrl+Enter saves, Esc takes back what you typed."


class DetailForm(QWidget):
    """Fields of the chosen line; what saves them stays in view below.

    Signals:
        saved: an `Edit` to keep.
        typed: something was typed or chosen.
        stepped: to the next (1) or previous (-1) line of the same kind, into the field of that name.
        removed: the form of the line that is to leave the plan.
        entered: one of its fields is about to take the keyboard.
        left: Esc, and nothing is typed.
    """

    saved = Signal(object)
    typed = Signal()
    stepped = Signal(int, str)
    removed = Signal(object)
    entered = Signal()
    left = Signal()

    def __init__(self, desk: Desk, drafts: PlanDrafts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._drafts = desk, drafts
        self.tasks: Mapping[str, str] = {}
        """Open tasks about medications, by the medication."""
        self.homes = Homes()
        """What goals and interventions of the plan can belong to."""
        self.patient = ""
        self._sent: Texts | None = None
        self.area = FieldArea()
        self.area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # Tab goes from the lines to the first field
        self.body = FormBody(desk.today, (), desk.day_of)
        self._bodies: dict[Kinds, FormBody] = {(): self.body}
        self._pages = OneOf(self.body)
        self.area.setWidget(self._pages)
        self.area.setAccessibleName("Details")
        self.area.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.message = Message()
        self.save_button = button("Save", role="primary", shortcut="Ctrl+Enter")
        self.end_button = button("Take out of the plan", role="danger")
        self.attest_button = button("Attest as chronic", "shield-check", shortcut="F11")
        self.save_button.clicked.connect(self.save)
        self.end_button.clicked.connect(self._on_end)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button, 1)
        buttons.addWidget(self.end_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area, 1)
        column.addWidget(self.message)
        column.addWidget(self.attest_button)
        column.addLayout(buttons)
        self.setMinimumWidth(280)
        for keys, slot in (("Ctrl+Enter", self.save), ("Esc", self._on_revert),
                           ("Ctrl+Up", partial(self._step, -1)), ("Ctrl+Down", partial(self._step, 1))):  # fmt: skip
            on_keys(self, keys, slot)
        self._show(None)

    @property
    def opened(self) -> Opened | None:
        """The line on show."""
        return self.body.opened

    def open(self, opened: Opened | None) -> None:
        """Show the fields of a line, with what was typed there and not saved."""
        self.put_by()
        draft = self._drafts.of(self.patient, opened.place) if opened else None
        if opened is not None and draft is not None:
            opened = replace(opened, forms=draft.forms)  # with the versions that its form showed
        self._show(opened)
        self.area.verticalScrollBar().setValue(0)
        if draft is not None:
            self.body.show_texts(draft.texts)
            self.message.say(_NOT_SAVED, "info")

    def rebase(self, opened: Opened) -> None:
        """What was sent is saved now; what was typed since stands on that."""
        sent, now, had = self._sent or {}, self.body.texts(), self.body.focused()
        self._show(opened)
        self.body.show_texts({key: text for key, text in now.items() if text != sent.get(key, text)})
        self.focus_field(had)

    def put_by(self) -> None:
        """Keep what was typed for when the line is opened again."""
        if self.opened is not None and self.is_dirty():
            self._drafts.keep(self.patient, self.draft())

    def draft(self) -> PlanDraft:
        """What is typed and not saved."""
        assert self.opened is not None
        opened = self.opened
        return PlanDraft(opened.place, opened.title, opened.forms, self.body.typed(), opened.about)

    def is_dirty(self) -> bool:
        """Whether something typed is not saved."""
        return bool(self.body.typed())

    def mark_saved(self, *, writing: bool) -> None:
        """What was sent is in the plan now, what was typed since is not. `writing`: the next new line."""
        self.body.unchanged = self._sent if self._sent is not None else self.body.texts()
        if writing and self.opened is not None and self.opened.is_new and not self.is_dirty():
            self._show(self.opened)

    def focus_first(self) -> None:
        """Into the first field."""
        self.entered.emit()
        first = self.body.first()
        if first is not None:
            first.widget.setFocus()

    def focus_field(self, name: str) -> None:
        """Into the field of that name, if there is one."""
        found = self.body.editor(name)
        if found is not None:
            self.entered.emit()
            self._pages.adjustSize()  # it may be just made, and nothing has its place yet
            found.widget.setFocus()
            self.area.ensureWidgetVisible(found.box)

    def show_field(self, name: str, start: int, length: int) -> None:
        """Scroll to a field and mark some of its words; the keyboard stays where it is."""
        found = self.body.editor(name)
        if found is not None:
            self._pages.adjustSize()
            found.select(start, length)
            self.area.ensureWidgetVisible(found.box)

    def editor(self, name: str) -> Any:
        """The widget of the field of that name, for the keyboard and for tests."""
        found = self.body.editor(name)
        if found is None:
            raise LookupError(name)
        return found.widget

    def save(self) -> bool:
        """Send what was typed, as one version; False when there is nothing to send or it is not understood."""
        unsound = self.body.unsound()
        if unsound is not None:
            self.message.say("A date is not understood. Write it like 11/21 or +2w.")
            unsound.widget.setFocus()
            return False
        forms = self.body.changed()
        if not forms or self.opened is None:
            self.message.say("Nothing was changed here.", "info")
            return False
        self._sent = self.body.texts()
        named = forms[0] if self.opened.is_new else self.opened.forms[0]
        what = f"{name_of(named.value)} {'added' if self.opened.is_new else 'changed'}"
        self.saved.emit(Edit(forms, what, self.opened.place, self.body.follows_up()))
        return True

    def _show(self, opened: Opened | None) -> None:
        kinds = kinds_of(opened)
        if kinds not in self._bodies:
            self._make(kinds)
        self.body.opened = None
        self.body = self._bodies[kinds]
        self.body.show_line(_title(opened), opened, self.tasks, self.homes)
        self._pages.setMaximumWidth(self._desk.theme.px(_WIDEST))
        self._pages.show_one(self.body)
        self._sent = None
        self.message.say("")
        self.save_button.setVisible(opened is not None)
        self.end_button.setVisible(opened is not None and opened.removable)
        self.attest_button.setVisible(opened is not None and opened.to_attest is not None)
        buttons = (self.attest_button, self.save_button, self.end_button)
        for before, after in pairwise((self.area, *self.body.in_order(), *buttons)):
            self.setTabOrder(before, after)

    def _make(self, kinds: Kinds) -> None:
        body = self._bodies[kinds] = FormBody(self._desk.today, kinds, self._desk.day_of)
        body.edited.connect(self._on_edited)
        self._pages.add(body)

    def _on_edited(self) -> None:
        if self.opened is None:
            return
        if self.is_dirty():
            self._drafts.keep(self.patient, self.draft())
        else:
            self._drafts.forget(self.patient, self.opened.place)
        self.typed.emit()

    def _on_revert(self) -> None:
        if self.opened is not None and self.is_dirty():
            self._drafts.forget(self.patient, self.opened.place)
            self._show(self.opened)
            self.focus_first()
            self.typed.emit()
        else:
            self.left.emit()

    def _on_end(self) -> None:
        if self.opened is not None:
            self.removed.emit(self.opened.forms[0])

    def _step(self, step: int) -> None:
        field = self.body.focused()
        if not self.is_dirty() or self.save():
            self.stepped.emit(step, field)


def _title(opened: Opened | None) -> str:
    """Above the fields; the form of a whole section has its title above it."""
    if opened is None:
        return "Details"
    return "" if type(opened.forms[0].value) in ONE_PER_PATIENT else opened.title
