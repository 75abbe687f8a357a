"""What is recorded beside a plan, joined to the chart: coordination, instructions that differ, teach-backs and more."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ccm_desktop.ui.care_plan.editor import CarePlanEditor
from ccm_desktop.ui.chart import Chart
from ccm_desktop.ui.checkins.join import CheckinsJoin
from ccm_desktop.ui.coordination.join import CoordinationJoin
from ccm_desktop.ui.coordination.tab import CoordinationTab
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.findings.join import FindingsJoin
from ccm_desktop.ui.instructions.join import InstructionsJoin
from ccm_desktop.ui.kept_form import FormDrafts, KeptForm
from ccm_desktop.ui.teaching.join import TeachingJoin
from ccm_desktop.ui.transcripts.join import TranscriptsJoin
from ccm_desktop.ui.transitions.join import TransitionsJoin
from ccm_desktop.ui.widgets.parts import Message
from ccm_desktop.ui.workspace.contacts_tab import ContactsTab
from ccm_desktop.ui.workspace.coverage_form import CoverageCommands
from ccm_desktop.ui.workspace.escalation_join import EscalationJoin
from ccm_desktop.ui.workspace.reach_join import ReachJoin
from ccm_desktop.ui.workspace.summary_tab import SummaryTab
from ccm_desktop.ui.workspace.unsaved_forms import Opener, UnsavedForms


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
        self, desk: Desk, page: Chart, editor: CarePlanEditor, log: CoordinationTab, summary: SummaryTab,
        contacts: ContactsTab, unsaved_message: Message,
    ) -> None:  # fmt: skip
        super().__init__(editor)
        self.drafts = FormDrafts(desk, lambda: desk.office.form_drafts, self)
        self.unsaved = UnsavedForms(desk, page, self.drafts, unsaved_message)
        self.coordination = CoordinationJoin(desk, page, log, self.drafts)
        self.transitions = TransitionsJoin(desk, page, log.transitions, self.drafts)
        self.instructions = InstructionsJoin(desk, page, editor, self.drafts)
        self.teaching = TeachingJoin(desk, page, editor, self.drafts)
        self.escalation = EscalationJoin(desk, page, contacts.items, self.drafts)
        self.reach = ReachJoin(desk, page, contacts, self.drafts)
        self.coverage = CoverageCommands(desk, page, summary, self.drafts)
        self.checkins = CheckinsJoin(desk, page, summary.checkins, self.drafts)
        self.transcripts = TranscriptsJoin(desk, page, contacts, self.drafts)
        self._kept: list[KeptForm] = []
        self.wait_for(self.coordination.kept, *self.transitions.kept, self.escalation.kept, self.instructions.raising,
                      self.instructions.deciding, self.teaching.kept, self.reach.kept, self.coverage.kept,
                      self.transcripts.kept, *self.checkins.kept)  # fmt: skip
        for part in (self.coordination, self.transitions, self.instructions, self.teaching, self.escalation,
                     self.checkins):  # fmt: skip
            part.undo_offered.connect(self.undo_offered)
        self.findings = FindingsJoin(desk, page, summary.findings)
        self.findings.undo_offered.connect(self.undo_offered)
        self.findings.refused.connect(self.refused)
        self.findings.told.connect(summary.show_findings)
        summary.shown.connect(self.findings.load)
        summary.shown.connect(self.checkins.load)
        self.checkins.escalate_asked.connect(self.escalation.begin_with)
        self.coordination.start_pressed.connect(self.start_pressed)

    def wait_for(self, *forms: KeptForm) -> None:
        """What is typed into them waits for its patient, and is offered again."""
        for kept in forms:
            self._kept.append(kept)
            self.offer(kept, kept.place)
            kept.side_asked.connect(self.side_asked)

    def offer(self, opener: Opener, place: str) -> None:
        """What waits in that place is offered again, by who can open it."""
        self.unsaved.add(place, opener)
        opener.moved.connect(self.unsaved.show)

    def load_log(self) -> None:
        """The tab of what is said to others, and of what follows a discharge."""
        self.coordination.load()
        self.transitions.load()

    def load(self) -> None:
        """What was typed for the patient on show, and not recorded, is offered again."""
        self.unsaved.load()

    def put_down(self) -> None:
        """The practice is about to be closed: what was typed a moment ago is kept."""
        self.drafts.write()

    def leave(self) -> None:
        """Another patient comes."""
        self.drafts.write()
        for kept in self._kept:
            kept.leave()
        for part in (self.coordination, self.transitions, self.findings, self.checkins):
            part.leave()
