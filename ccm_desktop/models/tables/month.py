"""The month: what is attested, signed, closed and claimed."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import claims, month, month_close, month_sign, month_summary
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

DECISION_MAKING = SUBJECT.facts("decision_making", month.DecisionMaking)
DECISION_WITHDRAWN = SUBJECT.facts("decision_withdrawn", month.DecisionWithdrawn, indexes=("decision",))
OTHER_SERVICE = SUBJECT.facts("other_service", month.OtherService)
SERVICE_WITHDRAWN = SUBJECT.facts("service_withdrawn", month.ServiceWithdrawn, indexes=("service",))
FAMILY_CHOICE = SUBJECT.registers("month_family", month.FamilyChoice, indexes=("month",))
DOCUMENT = SUBJECT.facts("document", month.DocumentMade)

MONTH_NOTE = SUBJECT.registers("month_note", month_sign.MonthNote, indexes=("month",))
MONTH_SIGNATURE = SUBJECT.facts("month_signature", month_sign.MonthSignature, indexes=("month",))
SIGNATURE_WITHDRAWN = SUBJECT.facts("signature_withdrawn", month_sign.SignatureWithdrawn, indexes=("month",))
MONTH_HOLD = SUBJECT.registers("month_hold", month_sign.MonthHold, indexes=("month",))
EXCEPTION_ACCEPTED = SUBJECT.facts("exception_accepted", month_sign.ExceptionAccepted, indexes=("month",))
MONTH_STATE = SUBJECT.registers("month_state", month_close.MonthState)
MONTH_CLOSED = SUBJECT.facts("month_closed", month_close.MonthClosed, indexes=("month",))
CLOSED_LINE = SUBJECT.facts("closed_line", month_close.ClosedLine, indexes=("closing",))
MONTH_ADDENDUM = SUBJECT.facts("month_addendum", month_close.MonthAddendum, indexes=("month",))
SUMMARY_EDIT = SUBJECT.registers("month_summary", month_summary.SummaryEdit, indexes=("month",))
SUMMARY_APPROVED = SUBJECT.facts("summary_approved", month_summary.SummaryApproved, indexes=("month",))
SUMMARY_GIVEN = SUBJECT.facts("summary_given", month_summary.SummaryGiven, indexes=("approval",))
SUMMARY_WITHDRAWN = SUBJECT.facts("summary_withdrawn", month_summary.SummaryWithdrawn, indexes=("record",))
CLAIM_OUTCOME = SUBJECT.facts("claim_outcome", claims.ClaimOutcome, indexes=("month",))
OUTCOME_WITHDRAWN = SUBJECT.facts("outcome_withdrawn", claims.OutcomeWithdrawn, indexes=("outcome",))
