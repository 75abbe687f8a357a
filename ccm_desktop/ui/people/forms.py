"""Side panel forms about people: a member of staff, a sign-in, one's own passphrase."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import Form, PersonProfile
from ccm_desktop.services.people import LANES, Person
from ccm_desktop.services.recovery import Draft
from ccm_desktop.services.reporting import Rendering
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.people.passphrase_fields import NewPassphrase, SignInChoice, hidden_edit
from ccm_desktop.ui.widgets.fields import Field
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.side_form import SideForm

_KIT = (
    "A printed code that gives a practice lead a new passphrase when no lead remembers theirs. Print the page, type "
    "its code back to prove that it can be read, then seal it. An earlier kit opens nothing any more."
)


class PeopleForm(SideForm):
    """Title and fields, and a command that Save sends.

    Signals:
        saved: a sentence that says what happened.
    """

    saved = Signal(str)

    def __init__(self, desk: Desk, title: str, *fields: QWidget) -> None:
        super().__init__("Save")
        self._desk = desk
        self.title_label = label(title, "groupTitle", wrap=True)
        self.cancel_button.clicked.connect(self.wipe)  # before anybody hears that it is closed
        self.lay_out(self.title_label, *fields)

    def wipe(self) -> None:
        """Take passphrases off the screen."""

    def fault(self) -> str:
        """What is wrong before anything is sent; empty for nothing."""
        return ""

    def command(self) -> Callable[[], Outcome[Any]]:
        """What Save does, on the database thread."""
        raise NotImplementedError

    def done(self) -> str:
        """What to say when it is done."""
        raise NotImplementedError

    def save(self) -> None:
        if not self.save_button.isEnabled():
            return
        fault = self.fault()
        self.message.say(fault)
        if fault:
            return
        self.save_button.setEnabled(False)
        task = self._desk.gateway.send(self.command())
        task.failed.connect(self._on_failed)
        task.succeeded.connect(self._on_saved)

    def _on_failed(self, problem: object) -> None:
        self.save_button.setEnabled(True)
        self.message.show_problem(problem)

    def _on_saved(self, _outcome: object) -> None:
        self.save_button.setEnabled(True)
        said = self.done()
        self.wipe()
        self.saved.emit(said)


class PersonForm(PeopleForm):
    """Adds a member of staff, with or without a sign-in; or changes one."""

    def __init__(self, desk: Desk) -> None:
        self.name_edit, self.credential_edit, self.npi_edit = QLineEdit(), QLineEdit(), QLineEdit()
        self.role_box, self.lane_box = QComboBox(), QComboBox()
        for box, words in ((self.role_box, ROLES), (self.lane_box, LANES)):
            for key, text in words.items():
                box.addItem(text, key)
        self.sign_in = SignInChoice()
        super().__init__(
            desk, "", Field("Name", self.name_edit, required=True),
            Field("Credential (RN, LPN, MD …)", self.credential_edit), Field("Role", self.role_box),
            Field("Their time counts as", self.lane_box), Field("NPI", self.npi_edit), self.sign_in,
        )  # fmt: skip
        self._form: Form[PersonProfile] | None = None
        self.role_box.currentIndexChanged.connect(self._on_role)

    def open_new(self, suggested: str) -> None:
        """An empty form."""
        self._show("Add a person", None, PersonProfile(""))
        self.sign_in.offer(suggested, may_have_none=True)
        self.sign_in.show()

    def open(self, form: Form[PersonProfile]) -> None:
        """Somebody's profile."""
        self._show(f"Change {form.value.name}", form, form.value)
        self.sign_in.clear()
        self.sign_in.hide()

    def wipe(self) -> None:
        self.sign_in.clear()

    def fault(self) -> str:
        return self.sign_in.fault() if self._form is None else ""

    def command(self) -> Callable[[], Outcome[str]]:
        people = self._desk.office.people
        if self._form is not None:
            return partial(people.save, replace(self._form, value=self._profile(self._form.value)))
        return partial(
            people.add, self._profile(PersonProfile("")), self.sign_in.passphrase(), once=self.sign_in.kind() == "once"
        )

    def done(self) -> str:
        if self._form is not None or not self.sign_in.passphrase():
            return f"{self.name_edit.text().strip()} is saved."
        return _given(self.name_edit.text().strip(), self.sign_in)

    def _show(self, title: str, form: Form[PersonProfile] | None, profile: PersonProfile) -> None:
        self._form = form
        self.title_label.setText(title)
        self.message.say("")
        for edit, text in (
            (self.name_edit, profile.name), (self.credential_edit, profile.credential), (self.npi_edit, profile.npi),
        ):  # fmt: skip
            edit.setText(text)
        self.role_box.setCurrentIndex(self.role_box.findData(profile.role))
        self.lane_box.setCurrentIndex(self.lane_box.findData(profile.lane))
        self.name_edit.setFocus()

    def _profile(self, before: PersonProfile) -> PersonProfile:
        return replace(
            before, name=self.name_edit.text().strip(), credential=self.credential_edit.text().strip(),
            role=str(self.role_box.currentData()), lane=str(self.lane_box.currentData()),
            npi=self.npi_edit.text().strip(),
        )  # fmt: skip

    def _on_role(self) -> None:
        lane = {"practitioner": "practitioner", "biller": "non_clinical"}.get(
            str(self.role_box.currentData()), "clinical_staff"
        )
        self.lane_box.setCurrentIndex(self.lane_box.findData(lane))


class SignInForm(PeopleForm):
    """Gives a sign-in to somebody who has none, or a new one in place of a forgotten passphrase."""

    def __init__(self, desk: Desk) -> None:
        self.sign_in = SignInChoice()
        super().__init__(desk, "", self.sign_in)
        self._person: Person | None = None

    def open(self, person: Person, suggested: str) -> None:
        """For one person."""
        self._person = person
        self.title_label.setText(f"Sign-in of {person.name}")
        self.message.say("")
        self.sign_in.offer(suggested, may_have_none=False)
        self.sign_in.kind_box.setFocus()

    def wipe(self) -> None:
        self.sign_in.clear()

    def fault(self) -> str:
        return self.sign_in.fault()

    def command(self) -> Callable[[], Outcome[str]]:
        return partial(
            self._desk.office.people.give_sign_in, self._person.id if self._person else "",
            self.sign_in.passphrase(), once=self.sign_in.kind() == "once",
        )  # fmt: skip

    def done(self) -> str:
        return _given(self._person.name if self._person else "", self.sign_in)


class OwnPassphraseForm(PeopleForm):
    """One's own new passphrase."""

    def __init__(self, desk: Desk) -> None:
        self.old_edit, self.new = hidden_edit(), NewPassphrase()
        super().__init__(
            desk, "Change your passphrase", Field("Your passphrase now", self.old_edit, required=True), self.new
        )

    def open(self) -> None:
        """Empty fields."""
        self.wipe()
        self.message.say("")
        self.old_edit.setFocus()

    def wipe(self) -> None:
        self.old_edit.clear()
        self.new.clear()

    def fault(self) -> str:
        return self.new.fault()

    def command(self) -> Callable[[], Outcome[str]]:
        return partial(self._desk.office.people.change_passphrase, self.old_edit.text(), self.new.text())

    def done(self) -> str:
        return "Your passphrase is changed. Write it down and keep it sealed."


class KitForm(PeopleForm):
    """A recovery kit: print it, type its code back, and only then it counts.

    Signals:
        preview_asked: a callable that gives the `Rendering` of the page.
    """

    preview_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        self.print_button = button("Preview and print…", "printer")
        self.code_edit = QLineEdit()
        super().__init__(
            desk, "Make a recovery kit", label(_KIT, wrap=True), self.print_button,
            Field("The code, typed back from the printed page", self.code_edit, required=True),
        )  # fmt: skip
        self.draft: Draft | None = None
        self.print_button.clicked.connect(self._on_print)

    def open(self, draft: Draft) -> None:
        """A kit that was just made up."""
        self.draft = draft
        self.code_edit.clear()
        self.message.say("")

    def wipe(self) -> None:
        self.draft = None
        self.code_edit.clear()

    def fault(self) -> str:
        return "" if self.draft is not None else "The kit was given up. Begin again."

    def command(self) -> Callable[[], Outcome[None]]:
        if self.draft is None:
            raise LookupError("no kit in hand")
        return partial(self._desk.office.recovery.keep, self.draft, self.code_edit.text())

    def done(self) -> str:
        return "The recovery kit counts now. Seal the page, and destroy an earlier one."

    def _on_print(self) -> None:
        if self.draft is not None:
            self.preview_asked.emit(partial(_page_of, self.draft))


def _page_of(draft: Draft) -> Rendering:
    return draft.rendering


def _given(name: str, sign_in: SignInChoice) -> str:
    if sign_in.kind() == "once":
        return f"{name} signs in once with {sign_in.passphrase()} and then chooses their own passphrase."
    return f"{name} can sign in now."
