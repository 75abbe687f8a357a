"""What is recorded beside a care plan and is no part of its versions."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import (
    checkin,
    coordination,
    due_work,
    instruction,
    line_review,
    quick_finding,
    reading,
    review_cause,
    teach_back,
    transition,
)
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

COORDINATION = SUBJECT.facts("coordination", coordination.CoordinationLogged, indexes=("due_on",))
COORDINATION_CLOSED = SUBJECT.facts("coordination_closed", coordination.CoordinationClosed, indexes=("entry",))
COORDINATION_WITHDRAWN = SUBJECT.facts(
    "coordination_withdrawn", coordination.CoordinationWithdrawn, indexes=("record",)
)
INSTRUCTION = SUBJECT.facts("instruction", instruction.InstructionRaised)
INSTRUCTION_DECIDED = SUBJECT.facts("instruction_decided", instruction.InstructionDecided, indexes=("instruction",))
TEACH_BACK = SUBJECT.facts("teach_back", teach_back.TeachBackRecorded, indexes=("line",))
TEACH_BACK_WITHDRAWN = SUBJECT.facts("teach_back_withdrawn", teach_back.TeachBackWithdrawn, indexes=("record",))
LINE_REVIEWED = SUBJECT.facts("line_reviewed", line_review.LineReviewed)
LINE_REVIEW_WITHDRAWN = SUBJECT.facts("line_review_withdrawn", line_review.LineReviewWithdrawn, indexes=("record",))
QUICK_FINDING = SUBJECT.facts("quick_finding", quick_finding.QuickFindingMade)
QUICK_FINDING_WITHDRAWN = SUBJECT.facts(
    "quick_finding_withdrawn", quick_finding.QuickFindingWithdrawn, indexes=("record",)
)
REVIEW_CAUSE = SUBJECT.registers("review_cause", review_cause.ReviewCause, indexes=("state",))
DISCHARGE = SUBJECT.registers("discharge", transition.Discharge)
TRANSITION_STEP = SUBJECT.registers("transition_step", transition.TransitionStep, indexes=("discharge",))
DISCHARGES_APART = SUBJECT.registers("discharges_apart", transition.DischargesApart)
DUE_WORK = SUBJECT.registers("due_work", due_work.DueWork, indexes=("closed_on",))
CHECKIN_SCHEDULE = SUBJECT.registers("checkin_schedule", checkin.CheckinSchedule)
CHECKIN = SUBJECT.facts("checkin", checkin.CheckinAnswered)
CHECKIN_WITHDRAWN = SUBJECT.facts("checkin_withdrawn", checkin.CheckinWithdrawn, indexes=("record",))
READING_JUDGED = SUBJECT.facts("reading_judged", reading.ReadingJudged, indexes=("reading", "task"))
READING_WITHDRAWN = SUBJECT.facts("reading_withdrawn", reading.ReadingWithdrawn, indexes=("reading",))
READING_STANDS = "observation.id NOT IN (SELECT reading FROM reading_withdrawn)"
"""Of a row of `observation`: nobody took it back."""
READING_LIMITS = SUBJECT.registers("reading_limits", reading.ReadingLimits)
