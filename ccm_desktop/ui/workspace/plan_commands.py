"""What the care plan tab asks for, as commands of the services."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain import plan_signing
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.services.care_plans import section_words
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import ConditionAttestation, Form
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.plan_moves import Edit
from ccm_desktop.ui.care_plan.attesting import Attesting
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.gateway import Task
from ccm_desktop.ui.workspace.commands import Page


class PlanCommands(QObject):
    """Saves, sections without items, copies, undo and redo of the plan.

    Signals:
        undo_offered: words for the toast, and what takes the change back.
        compare_asked: patient and ids of two versions.
    """

    undo_offered = Signal(str, object)
    compare_asked = Signal(str, str, str)

    def __init__(self, desk: Desk, page: Page, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor = desk, page, editor
        editor.lines.saved.connect(self._on_saved)
        editor.lines.taken_out.connect(self._on_taken_out)
        editor.head.noted.connect(self._on_noted)
        editor.undo_button.clicked.connect(self.undo)
        editor.header.redo_button.clicked.connect(self.redo)
        editor.compare_asked.connect(self._on_compare)
        self._attesting = Attesting(editor)
        self._attesting.attested.connect(self._on_attested)

    def undo(self) -> None:
        """Take back this person's last save of the plan, or what was said last in a review of it."""
        instead = self._editor.undo_instead
        if instead is None or not instead():
            self._undo(self._page.patient)

    def redo(self) -> None:
        """Bring back what was taken back last."""
        self._step("Brought back", self._desk.office.care_plans.redo, self._page.patient)

    def _undo(self, patient: str, name: str = "", what: str = "") -> None:
        """A toast outlives its chart and the next save: it takes back what it was offered for, or nothing."""
        self._step("Undone", partial(self._desk.office.care_plans.undo, what=what), patient, name)

    def _on_saved(self, edit: Edit) -> None:
        plan = self._editor.plan
        signed = plan is not None and plan.way.state == plan_signing.SIGNED
        self._save(edit, "Plan saved. It differs from what was signed." if signed else "Plan saved.")

    def _on_taken_out(self, edit: Edit) -> None:
        name = self._page.banner.name
        said = f"{edit.what.replace('Remove', 'Taken out:', 1)} ({name}). The history keeps it."
        self._save(edit, "").succeeded.connect(partial(self._offer_undo, self._page.patient, name, edit.what, said))

    def _save(self, edit: Edit, words: str) -> Task:
        editor, patient = self._editor, self._page.patient
        editor.is_saving = True
        sent = editor.drafts.of(patient, edit.place)
        save = editor.save_instead or self._keep
        task = self._page.send(partial(save, patient, edit), "", editor.detail.message)
        task.succeeded.connect(partial(self._say, patient, self._page.banner.name, words))
        task.succeeded.connect(partial(self.go_on, patient, edit.place, sent))
        task.succeeded.connect(partial(self._tell, edit))
        task.failed.connect(editor.on_refused)
        return task

    def _keep(self, patient: str, edit: Edit) -> Outcome[tuple[str, ...]]:
        """Runs on the database thread."""
        return self._desk.office.care_plans.save(
            patient, edit.forms, edit.what, place=edit.place, follow_up=edit.follow_up
        )  # fmt: skip

    def _tell(self, edit: Edit, _outcome: object) -> None:
        self._editor.lines.kept.emit(edit)

    def go_on(self, patient: str, place: str, sent: PlanDraft | None, outcome: Outcome[Any]) -> None:
        """Another chart may have been opened meanwhile: what the save held is no draft of its own chart any more."""
        editor = self._editor
        if patient == self._page.patient:
            editor.on_saved(place, outcome)
            return
        editor.is_saving = False
        if place and editor.drafts.of(patient, place) == sent:
            editor.drafts.forget(patient, place)

    def _on_attested(self, shown: Form[ConditionAttestation]) -> None:
        patient = self._page.patient
        attest = partial(self._desk.office.enrolment.attest_problem, patient, shown)
        task = self._page.send(attest, "", self._editor.detail.message)
        task.succeeded.connect(partial(self._say, patient, self._page.banner.name, "Attested as chronic."))

    def _on_noted(self, section: str, state: str) -> None:
        words = "" if state == "open" else "Noted."
        note = partial(self._desk.office.care_plans.note_section, self._page.patient, section, state)
        task = self._page.send(note, words, self._editor.message)
        if state != "open":
            what = section_words(section, state)
            name = self._page.banner.name
            said = f"{BY_KEY[section].title}: noted that there is nothing ({name})."
            task.succeeded.connect(partial(self._offer_undo, self._page.patient, name, what, said))

    def _offer_undo(self, patient: str, name: str, what: str, said: str, _outcome: object) -> None:
        self.undo_offered.emit(said, partial(self._undo, patient, name, what))

    def _step(self, word: str, command: Callable[[str], Outcome[str]], patient: str, name: str = "") -> None:
        task = self._page.send(partial(command, patient), "", self._editor.message)
        task.succeeded.connect(partial(self._say_step, patient, name or self._page.banner.name, word))

    def _say_step(self, patient: str, name: str, word: str, outcome: Outcome[str]) -> None:
        if patient == self._page.patient:
            self._editor.message.say("")
        self._say(patient, name, f"{word}: {outcome.value}. The history keeps both.", outcome)

    def _say(self, patient: str, name: str, words: str, _outcome: object) -> None:
        """On another chart it is said whose it is."""
        if words:
            here = patient == self._page.patient
            self._page.say(words if here else f"{name}: {words[0].lower()}{words[1:]}")

    def _on_compare(self, before: str, after: str) -> None:
        self.compare_asked.emit(self._page.patient, before, after)
