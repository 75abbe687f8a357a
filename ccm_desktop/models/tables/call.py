"""Calls: their drafts, their findings and their red flags."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import call
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

CALL_DRAFT = SUBJECT.registers("call_draft", call.CallDraft)
CALL_NOTE_AHEAD = SUBJECT.registers("call_note_ahead", call.NoteAhead)
CALL_FINDING = SUBJECT.facts("call_finding", call.CallFinding, indexes=("session",))
RED_FLAG = SUBJECT.facts("red_flag", call.RedFlagRaised, indexes=("session",))
RED_FLAG_CLOSED = SUBJECT.facts("red_flag_closed", call.RedFlagClosed, indexes=("flag",))
