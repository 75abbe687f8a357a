"""What is recorded beside a plan, joined to the chart: coordination, differing instructions, teach-backs, findings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.coordination.join import CoordinationJoin
from ccm_desktop.ui.coordination.tab import CoordinationTab
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.findings.join import FindingsJoin
from ccm_desktop.ui.instructions.join import InstructionsJoin
from ccm_desktop.ui.teaching.join import TeachingJoin
from ccm_desktop.ui.transitions.join import TransitionsJoin
from ccm_desktop.ui.workspace.summary_tab import SummaryTab


class BesidePlan(QObject):
    """Speaks for all of them.

    Signals:
        side_asked: a form for the side panel, or None to close it.
        undo_offered: words for the toast, and what takes the change back.
        start_pressed: the timer on this patient id.
        refused: a `Problem`, to be shown on the page.
    """

    side_asked = Signal(object)
    undo_offered = Signal(str, object)
    start_pressed = Signal(str)
    refused = Signal(object)

    def __init__(
        self, desk: Desk, page: Chart, editor: CarePlanEditor, log: CoordinationTab, summary: SummaryTab
    ) -> None:  # fmt: skip
        super().__init__(editor)
        self.coordination = CoordinationJoin(desk, page, log)
        self.transitions = TransitionsJoin(desk, page, log.transitions)
        self.instructions = InstructionsJoin(desk, page, editor)
        self.teaching = TeachingJoin(desk, page, editor)
        for part in (self.coordination, self.transitions, self.instructions, self.teaching):
            part.side_asked.connect(self.side_asked)
            part.undo_offered.connect(self.undo_offered)
        self.findings = FindingsJoin(desk, page, summary.findings)
        self.findings.undo_offered.connect(self.undo_offered)
        self.findings.refused.connect(self.refused)
        self.findings.told.connect(summary.show_findings)
        summary.shown.connect(self.findings.load)
        self.coordination.start_pressed.connect(self.start_pressed)

    def load_log(self) -> None:
        """The tab of what is said to others, and of what follows a discharge."""
        self.coordination.load()
        self.transitions.load()

    def leave(self) -> None:
        """Another patient comes."""
        for part in (self.coordination, self.transitions, self.instructions, self.teaching, self.findings):
            part.leave()
