"""The summary: this month, open goals, last contacts, conditions, medications, readings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ccm_desktop.domain.activities import OUTCOMES
from ccm_desktop.services.chart_views import PatientSummary
from ccm_desktop.services.forms import Form, PatientCoverage
from ccm_desktop.ui import figures
from ccm_desktop.ui.checkins.strip import CheckinStrip
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.findings.quick import QuickFindings
from ccm_desktop.ui.widgets.ladder_bar import LadderBar
from ccm_desktop.ui.widgets.parts import Card, button, label


class SummaryTab(QScrollArea):
    """Read-only cards; the other tabs are for work.

    Signals:
        coverage_pressed: the payer is to be changed.
        shown: a patient stands here anew.
    """

    coverage_pressed = Signal()
    shown = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setAccessibleName("Summary")
        self.month_label = label("", "groupTitle")
        self.goals, self.contacts = Card("Open goals"), Card("Last contacts")
        self.conditions, self.medications = Card("Conditions"), Card("Medications")
        self.allergies, self.readings = Card("Allergies"), Card("Readings")
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 8, 0, 0)
        self.ladder_bar = LadderBar(desk.theme)
        column.addWidget(self.month_label)
        column.addWidget(self.ladder_bar)
        self.coverage_label = label("", wrap=True)
        self.coverage_button = button("Change coverage…", "pencil")
        coverage = QHBoxLayout()
        coverage.addWidget(self.coverage_label, 1)
        coverage.addWidget(self.coverage_button)
        column.addLayout(coverage)
        self.coverage_button.clicked.connect(self.coverage_pressed)
        self.findings, self.findings_label = QuickFindings(), label("", "caption", wrap=True)
        column.addWidget(self.findings)
        column.addWidget(self.findings_label)
        self.checkins = CheckinStrip(desk)
        column.addWidget(self.checkins)
        grid = QGridLayout()
        grid.setSpacing(10)
        for place, card in enumerate(
            (self.goals, self.contacts, self.readings, self.conditions, self.medications, self.allergies)
        ):
            grid.addWidget(card, place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        column.addLayout(grid)
        column.addStretch(1)
        self.setWidget(body)

    def show_summary(self, summary: PatientSummary, coverage: Form[PatientCoverage]) -> None:
        """Fill the cards."""
        payer, member = coverage.value.payer, coverage.value.member_id
        self.coverage_label.setText(
            f"Coverage: {payer}{f' · member {member}' if member else ''}" if payer else "Coverage: no payer on file"
        )
        zone = self._desk.zone
        time = summary.time
        left = figures.to_threshold(time.next) if time.next else "no further code"
        next_call = f" · next call {figures.short_day(summary.next_contact_on)}" if summary.next_contact_on else ""
        self.month_label.setText(
            f"{time.month.title}   {figures.minutes(time.counted_seconds)} counted · "
            f"{figures.minutes(time.logged_seconds)} logged · {left}{next_call}"
        )
        self.ladder_bar.show_ladder(time.ladder)
        self.goals.set_lines([f"• {goal.text.value.description}" for goal in summary.open_goals], "No goals yet")
        self.contacts.set_lines(
            [f"{figures.instant_day(c.at, zone)} {OUTCOMES.get(c.outcome, c.outcome).lower()} · {c.note}"
             for c in summary.last_contacts],
            "No contact yet",
        )  # fmt: skip
        self.conditions.set_lines(
            [f"• {name}" for name, family in sorted(summary.conditions, key=lambda c: not c[1])][:12],
            "No conditions on file",
        )
        self.medications.set_lines([f"• {text}" for text in summary.medications[:12]], "No medications on file")
        self.allergies.set_lines([f"• {text}" for text in summary.allergies], "No allergies on file")
        today = self._desk.today()
        readings = [f"{name}: {value} ({figures.dated(at, zone, today)})" for name, value, at in summary.readings]
        readings[:0] = [f"▲ To act on: {words}" for words in summary.readings_open]
        if summary.last_encounter:
            readings.insert(0, f"Last visit {summary.last_encounter}")
        self.readings.set_lines(readings, "No readings on file")
        self.shown.emit()

    def show_findings(self, words: str) -> None:
        """What came up last; empty for nothing."""
        self.findings_label.setText(words)
        self.findings_label.setVisible(bool(words))
