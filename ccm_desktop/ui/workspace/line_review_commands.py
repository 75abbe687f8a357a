"""A plan reviewed line by line: each answer is sent at once; a line changed in the plan leads back to the review."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.services.line_reviews import LineReviewService, PlanPass, ReviewedLine
from ccm_desktop.services.plan_moves import Edit
from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.care_plan.line_review import LineReview
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.workspace.commands import Page

_CHANGING = "Review: change this line and save it, or Esc to go back to the review."


class LineReviewCommands(QObject):
    """Opens the review in the place of the plan, sends what is said, and takes it back."""

    def __init__(self, desk: Desk, page: Page, editor: CarePlanEditor) -> None:
        super().__init__(editor)
        self._desk, self._page, self._editor = desk, page, editor
        self._view: LineReview | None = None
        self._changing = ("", "")
        """The patient and the line that is being changed in the plan."""
        editor.header.review_button.clicked.connect(self.open)
        editor.undo_instead = self._take_back
        editor.detail.left.connect(self._on_back)
        editor.message.acted.connect(self._on_back)
        editor.lines.kept.connect(self._on_edit_kept)
        desk.gateway.changed.connect(self._on_changed)

    def open(self) -> None:
        """Begin, or go on where it was left."""
        self._read(self._on_opened)

    def open_for(self, patient: str) -> None:
        """Of whom the page in view names."""
        if patient:
            self.open()
        else:
            self._page.say("Nobody is in view. Open a patient, then review their plan.")

    def _service(self) -> LineReviewService:
        return self._desk.office.line_reviews

    def _read(self, show: Any) -> None:
        task = self._desk.gateway.ask(partial(_read, self._desk, self._page.patient))
        task.succeeded.connect(show)
        task.failed.connect(self._editor.message.show_problem)

    def _on_opened(self, found: PlanPass) -> None:
        if found.patient_id != self._page.patient:
            return
        view, changed = self._view or self._make(), self._changing[1]
        self._stop_changing()
        view.show_pass(found)
        self._editor.show_instead(view)
        view.take_keyboard()
        if any(line.entity == changed and line.said is not None for line in found.lines):
            view.go_on()

    def _make(self) -> LineReview:
        view = self._view = LineReview(self._desk)
        self._editor.take_in(view)
        view.kept.connect(self._on_kept)
        view.noted.connect(self._on_noted)
        view.closed.connect(self._on_closed)
        view.change_asked.connect(self._on_change)
        view.finished.connect(self._on_finished)
        view.left.connect(self._on_left)
        return view

    def _on_kept(self, line: ReviewedLine) -> None:
        self._send(line, partial(self._service().keep, self._page.patient, line))

    def _on_noted(self, line: ReviewedLine, words: str) -> None:
        self._send(line, partial(self._service().note, self._page.patient, line, words))

    def _on_closed(self, line: ReviewedLine, how: str, why: str) -> None:
        self._send(line, partial(self._service().close, self._page.patient, line, how, why))

    def _send(self, line: ReviewedLine, command: partial[Outcome[None]]) -> None:
        task = self._desk.gateway.send(command)
        task.failed.connect(partial(self._on_refused, self._page.patient, line.entity))

    def _on_refused(self, patient: str, line: str, problem: object) -> None:
        view = self._view
        if view is not None and view.list.found is not None and view.list.found.patient_id == patient:
            view.refuse(line, problem)
            self._read(self._on_read)  # it may have been changed since it was shown
        else:
            self._page.say(f"An answer of a review was not kept: {problem}")

    def _on_read(self, found: PlanPass) -> None:
        view = self._view
        if view is not None and view.list.found is not None and found.patient_id == view.list.found.patient_id:
            view.show_pass(found)

    def _on_changed(self, changed: Changed) -> None:
        view = self._view
        if changed & Changed.CARE_PLAN and view is not None and view.isVisible():
            self._read(self._on_read)

    def _on_change(self, line: ReviewedLine) -> None:
        """To the line in the plan; its save is what was said of it."""
        self._changing = (self._page.patient, line.entity)
        self._editor.save_instead = partial(self._save, line.entity)
        section = "barriers" if line.kind == "barrier" else "problems"
        self._editor.go_to(section, line.entity)
        self._editor.detail.focus_first()
        self._editor.message.say(_CHANGING, "info", action="Back to the review")

    def _save(self, line: str, patient: str, edit: Edit) -> Outcome[tuple[str, ...]]:
        """Runs on the database thread."""
        return self._service().change(patient, line, edit)

    def _on_back(self) -> None:
        if self._changing[0] == self._page.patient:
            self.open()

    def _on_edit_kept(self, edit: Edit) -> None:
        if any(form.entity == self._changing[1] for form in edit.forms):
            self._on_back()

    def _stop_changing(self) -> None:
        if self._changing[1]:
            self._editor.message.say("")
        self._changing, self._editor.save_instead = ("", ""), None

    def _on_finished(self, review: Form[PlanReview], next_on: str, more: str) -> None:
        view = self._view
        assert view is not None
        task = self._page.send(
            partial(self._service().finish, self._page.patient, review, next_on, more), "", view.message
        )  # fmt: skip
        task.succeeded.connect(partial(self._on_done, self._page.patient))

    def _on_done(self, patient: str, outcome: Outcome[str]) -> None:
        self._page.say(f"{outcome.value}. Undo takes it back.")
        if patient == self._page.patient:
            self._on_left()

    def _on_left(self) -> None:
        if self._view is not None:
            self._view.leave()
        self._editor.show_instead(None)
        self._editor.tree.setFocus()

    def _take_back(self) -> bool:
        """Undo, while the review is on show: of what was said last in it."""
        view = self._view
        if view is None or not view.isVisible():
            return False
        task = self._page.send(partial(self._service().take_back, self._page.patient), "Taken back.", view.message)
        task.succeeded.connect(self._on_taken_back)
        return True

    def _on_taken_back(self, outcome: Outcome[str]) -> None:
        if self._view is not None:
            self._view.go_to(outcome.value)


def _read(desk: Desk, patient: str) -> PlanPass:
    """Runs on the database thread."""
    return desk.office.line_reviews.of(patient)
