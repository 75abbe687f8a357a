"""Chart review: the sampled charts, and the findings that wait for somebody."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ccm_desktop.domain.chart_review import QUESTIONS
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.search import fold
from ccm_desktop.services.chart_review import FindingLine, ReviewBoard, Sampled
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.data_table import DataTable
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.inline_ask import InlineAsk
from ccm_desktop.ui.widgets.parts import Message, button, label, on_keys
from ccm_desktop.ui.widgets.rows_model import Column

_OPEN = Chip("open", "Open", "warn", "alert-triangle", "Open")
_DONE = Chip("resolved", "Resolved", "ok", "circle-check", "Resolved")
_NOT_YET = Chip("not_yet", "Not reviewed", "neutral", "circle-dashed", "Not reviewed")
_IN_ORDER = Chip("in_order", "In order", "ok", "circle-check", "In order")


_BESIDE_FROM = 820


class ReviewTab(QWidget):
    """Shows a `ReviewBoard`; `ReviewFlow` does what it asks.

    Signals:
        draw_pressed, print_pressed.
        chart_chosen: a `Sampled` to be answered.
        patient_opened: id of a patient.
        resolved: a `FindingLine` and what was done about it.
    """

    draw_pressed = Signal()
    print_pressed = Signal()
    chart_chosen = Signal(object)
    patient_opened = Signal(str)
    resolved = Signal(object, str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_review = not desk.refusal(Verb.REVIEW_CHARTS)
        self._user = desk.user
        self._asking: FindingLine | None = None
        self.sample_label = label("", wrap=True)
        self.refusal_label = label(desk.refusal(Verb.REVIEW_CHARTS), "caption", wrap=True)
        self.draw_button = button("Draw sample…", "plus")
        self.print_button = button("Print review", "printer")
        self.charts = DataTable("Sampled charts", _chart_columns(), lambda line: line.patient_id, desk.theme)
        self.charts.hide_first(("reviewers",))
        self.charts.set_empty_text("No sample of this month was drawn. Draw one to begin.")
        self.review_button = button("Review chart…", "clipboard-check", shortcut="Enter")
        self.open_button = button("Open patient", "users", shortcut="O")
        self.findings_label = label("", "groupTitle")
        self.findings = DataTable("Findings", _finding_columns(desk), lambda line: line.finding_id, desk.theme)
        self.findings.hide_first(("at", "month", "question"))
        self.findings.set_empty_text("No finding is open.")
        self.finding_label = label("", "caption", wrap=True)
        self.resolve_button = button("Resolve…", "check", shortcut="Enter")
        self.ask = InlineAsk("What was done about it")
        self.message = Message()
        self._lay_out()
        self._connect()

    def show_board(self, board: ReviewBoard) -> None:
        """Fill both lists."""
        still = sum(1 for line in board.findings if line.open)
        drawn = "; ".join(board.samples)
        self.sample_label.setText(f"{drawn} · {board.reviewed} of {len(board.lines)} reviewed" if drawn else "")
        self.sample_label.setVisible(bool(drawn))
        self.findings_label.setText(f"Findings: {still} open, of any month")
        self.print_button.setEnabled(bool(board.samples or board.findings))
        self.charts.show_rows(board.lines)
        self.findings.show_rows(board.findings)
        self._on_chart(self.charts.current_row())
        self._on_finding(self.findings.current_row())

    def finish_asking(self) -> None:
        """What was done is kept."""
        self._asking = None
        self.ask.finish()
        self.findings.setFocus()

    def _lay_out(self) -> None:
        head, presses = Folding(_BESIDE_FROM), QHBoxLayout()
        head.row.setSpacing(6)
        presses.setSpacing(6)
        for told in (self.sample_label, self.refusal_label):
            head.row.addWidget(told, 1)
        presses.addStretch(1)
        for press in (self.review_button, self.open_button, self.draw_button, self.print_button):
            presses.addWidget(press)
        head.row.addLayout(presses)
        below = QHBoxLayout()
        below.addWidget(self.findings_label, 1)
        below.addWidget(self.resolve_button)
        self.refusal_label.setVisible(not self._may_review)
        self.draw_button.setVisible(self._may_review)
        self.review_button.setVisible(self._may_review)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(_stacked(head, self.charts))
        split.addWidget(_stacked(below, self.findings, self.finding_label, self.ask, self.message))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(split, 1)

    def _connect(self) -> None:
        self.draw_button.clicked.connect(self.draw_pressed)
        self.print_button.clicked.connect(self.print_pressed)
        self.charts.opened.connect(self._on_chart_opened)
        self.charts.current_changed.connect(self._on_chart)
        self.review_button.clicked.connect(self._on_review)
        self.open_button.clicked.connect(self._on_open)
        self.findings.opened.connect(self._on_resolve)
        self.findings.current_changed.connect(self._on_finding)
        self.resolve_button.clicked.connect(self._on_resolve)
        self.ask.answered.connect(self._on_answered)
        self.ask.dismissed.connect(self.findings.setFocus)
        on_keys(self.charts, "O", self.open_button.click)

    def _on_chart(self, line: Sampled | None) -> None:
        for press in (self.review_button, self.open_button):
            press.setEnabled(line is not None)

    def _on_chart_opened(self, line: Sampled) -> None:
        if self._may_review:
            self.chart_chosen.emit(line)
        else:
            self.patient_opened.emit(line.patient_id)

    def _on_review(self) -> None:
        line = self.charts.current_row()
        if line is not None:
            self._on_chart_opened(line)

    def _on_open(self) -> None:
        line = self.charts.current_row()
        if line is not None:
            self.patient_opened.emit(line.patient_id)

    def _on_finding(self, line: FindingLine | None) -> None:
        self.resolve_button.setEnabled(self._may_resolve(line))
        self.finding_label.setText("" if line is None else _whole(line))
        if self._asking is not None and (line is None or line.finding_id != self._asking.finding_id):
            self._asking = None
            self.ask.finish()
            self.message.say("")

    def _may_resolve(self, line: FindingLine | None) -> bool:
        return line is not None and line.open and (self._may_review or line.owner_id == self._user)

    def _on_resolve(self) -> None:
        line = self.findings.current_row()
        if line is not None and self._may_resolve(line):
            self._asking = line
            self.ask.ask(f"{line.patient}: {line.text}. What was done about it?", "Resolve")

    def _on_answered(self, text: str) -> None:
        if self._asking is not None:
            self.resolved.emit(self._asking, text)


def _stacked(*parts: QWidget | QHBoxLayout) -> QWidget:
    """One under the other; a table takes what is left."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(6)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part, 1 if isinstance(part, DataTable) else 0)
        else:
            column.addLayout(part)
    return box


def _whole(line: FindingLine) -> str:
    """The finding in one sentence; the table cuts what is long."""
    said = f"{line.patient}: {line.text} — {QUESTIONS.get(line.question, line.question)}; found by {line.by}"
    return f"{said}. Done: {line.resolution} ({line.resolved_by})" if line.resolution else said


def _state(line: Sampled) -> Chip:
    if not line.answers:
        return _NOT_YET
    if not line.not_in_order:
        return _IN_ORDER
    text = f"{line.not_in_order} not in order"
    return Chip("not_in_order", text, "warn", "alert-triangle", text)


def _chart_columns() -> tuple[Column[Sampled], ...]:
    return (
        Column("patient", "Patient", lambda s: s.patient, 190, lambda s: fold(s.patient)),
        Column("state", "Review", lambda s: _state(s).text, 150, lambda s: (bool(s.answers), -s.not_in_order),
               chip=_state),
        Column("open", "Open findings", lambda s: str(s.open_findings), 108, lambda s: s.open_findings, right=True),
        Column("reviewers", "Reviewers", lambda s: str(s.reviewers), 90, lambda s: s.reviewers, right=True),
        Column("by", "Reviewed by", lambda s: s.reviewed_by or "—", 170),
    )  # fmt: skip


def _finding_columns(desk: Desk) -> tuple[Column[FindingLine], ...]:
    def when(line: FindingLine) -> str:
        return figures.dated(line.at, desk.zone, desk.today())

    return (
        Column("state", "State", lambda f: "Open" if f.open else "Resolved", 104, lambda f: not f.open,
               chip=lambda f: _OPEN if f.open else _DONE),
        Column("patient", "Patient", lambda f: f.patient, 150, lambda f: fold(f.patient)),
        Column("month", "Month", lambda f: f.month.title, 128, lambda f: str(f.month)),
        Column("text", "Finding", lambda f: f.text, 230),
        Column("question", "Question", lambda f: QUESTIONS.get(f.question, f.question), 200),
        Column("at", "Since", when, 84, lambda f: f.at),
        Column("owner", "Owner", lambda f: f.owner, 150, lambda f: fold(f.owner)),
    )  # fmt: skip
