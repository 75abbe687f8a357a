"""What happens in chart review: a sample is drawn, a chart answered, a finding resolved."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.chart_review import Answer
from ccm_desktop.services.audit_draw import Draw
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.chart_review import Checklist, FindingLine, ReviewBoard, Sampled
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import Person
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.programme.page import REVIEW, TITLES, ProgrammePage
from ccm_desktop.ui.programme.review_forms import ChecklistForm, DrawForm

_SHOWS = Changed.REVIEW | Changed.PATIENTS | Changed.PRACTICE | Changed.MONTH


class ReviewFlow(QObject):
    """Sends what the tab and its forms ask.

    Signals:
        side_asked: a form for the side panel, or None to close it.
        said: a sentence for the toast.
    """

    side_asked = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, page: ProgrammePage) -> None:
        super().__init__(page)
        self._desk, self._page, self._tab = desk, page, page.review
        self._loaded = False
        self.draw_form, self.checklist = DrawForm(), ChecklistForm(desk)
        self._tab.draw_pressed.connect(self._on_draw_pressed)
        self._tab.print_pressed.connect(self._on_print)
        self._tab.chart_chosen.connect(self._on_chart)
        self._tab.patient_opened.connect(page.patient_opened)
        self._tab.resolved.connect(self._on_resolved)
        self.checklist.patient_opened.connect(page.patient_opened)
        self.checklist.saved.connect(self._on_saved)
        self.draw_form.asked.connect(self._on_draw)
        for form in (self.draw_form, self.checklist):
            form.closed.connect(self._close)
        page.month_box.currentIndexChanged.connect(self.load)
        page.filters.chosen.connect(self.load)
        desk.gateway.changed.connect(self._on_changed)

    def load(self) -> None:
        """How far the review of the month on show is."""
        self._loaded = True
        asked = self._page.month(), self._page.filters.selection()
        task = self._desk.gateway.ask(partial(self._desk.office.chart_review.board, *asked))
        task.succeeded.connect(self._on_board)
        task.failed.connect(self._page.message.show_problem)

    def _on_board(self, board: ReviewBoard) -> None:
        if (board.month, board.selection) == (self._page.month(), self._page.filters.selection()):
            self._tab.show_board(board)
            still, title = sum(1 for line in board.findings if line.open), TITLES[REVIEW]
            self._page.tabs.setTabText(REVIEW, f"{title} {still}" if still else title)

    def _on_changed(self, changed: Changed) -> None:
        if changed & _SHOWS and self._loaded:  # a wide form may stand in the page's place
            self.load()

    def _on_draw_pressed(self) -> None:
        self.side_asked.emit(self.draw_form)
        self.draw_form.open(self._page.month())

    def _on_draw(self, draw: Draw) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.chart_review.draw, self._page.month(), draw))
        task.succeeded.connect(self._on_drawn)
        task.failed.connect(self.draw_form.message.show_problem)

    def _on_drawn(self, outcome: Outcome[int]) -> None:
        self._close()
        self.said.emit(f"{outcome.value} drawn. Enter opens a chart's questions.")
        self._tab.charts.setFocus()

    def _on_chart(self, line: Sampled) -> None:
        asked = partial(_gather, self._desk.office, self._page.month(), line.patient_id)
        task = self._desk.gateway.ask(asked)
        task.succeeded.connect(self._on_checklist)
        task.failed.connect(self._page.message.show_problem)

    def _on_checklist(self, found: tuple[Checklist, tuple[Person, ...], str]) -> None:
        self.side_asked.emit(self.checklist)
        self.checklist.open(*found)

    def _on_saved(self, month: Month, patient: str, answers: list[Answer]) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.chart_review.answer, month, patient, answers))
        task.succeeded.connect(self._on_kept)
        task.failed.connect(self.checklist.message.show_problem)

    def _on_kept(self, outcome: Outcome[int]) -> None:
        self._close()
        new = outcome.value
        self.said.emit("Answers kept." + (f" {new} new finding{'s' if new > 1 else ''}." if new else ""))
        self._tab.charts.setFocus()

    def _on_resolved(self, line: FindingLine, text: str) -> None:
        task = self._desk.gateway.send(partial(self._desk.office.chart_review.resolve, line.finding_id, text))
        task.succeeded.connect(self._on_done)
        task.failed.connect(self._on_not_done)

    def _on_done(self, _outcome: object) -> None:
        self._tab.finish_asking()
        self.said.emit("Resolved; finding and words stay on record.")

    def _on_not_done(self, problem: object) -> None:
        self._tab.ask.refuse(str(problem))

    def _on_print(self) -> None:
        asked = self._page.month(), self._page.filters.selection()
        self._page.preview_asked.emit(partial(self._desk.office.chart_review.report, *asked))

    def _close(self) -> None:
        self.side_asked.emit(None)


def _gather(office: Office, month: Month, patient: str) -> tuple[Checklist, tuple[Person, ...], str]:
    """Runs on the database thread; the patient's coordinator is proposed as owner."""
    owner = office.patients.assignment(patient).value.coordinator
    return office.chart_review.checklist(month, patient), office.people.everybody(), owner
