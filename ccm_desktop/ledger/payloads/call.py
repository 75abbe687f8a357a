"""What a scripted call found. The draft is a register until the call ends; findings are facts."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.ledger.payload import payload


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """One prompt as it stands in a call that goes on."""

    prompt: str
    answer: str = ""
    """Key of the answer; empty when only words were written."""
    text: str = ""
    skipped: bool = False


@payload("call.draft", register="call_draft")
@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call that goes on; entity is the timer session, so that a crash loses no answer."""

    scripts: tuple[str, ...] = ()
    """`key@version`, in order."""
    answers: tuple[DraftAnswer, ...] = ()
    agreed: tuple[str, ...] = ()
    """Prompts of which is to be done what the answer suggests."""
    next_contact_on: str = ""
    task: str = ""
    """Title of the follow-up task."""
    task_due: str = ""
    edge_case: bool = False


@payload("call.note_ahead", register="call_note_ahead")
@dataclass(frozen=True, slots=True)
class NoteAhead:
    """What somebody wrote down before the clock of a call ran; empty once a call has it. No time belongs to it."""

    note: str = ""


@payload("call.finding")
@dataclass(frozen=True, slots=True)
class CallFinding:
    """What was answered to one prompt, or that it was skipped; one fact a prompt, written when the call ends."""

    session: str
    script: str
    """`key@version`"""
    prompt: str
    question: str
    """The words as they were shown: scripts change."""
    answer: str = ""
    answer_words: str = ""
    text: str = ""
    skipped: bool = False
    person: str = ""
    entry: str = ""
    """Entity of the time entry of the call, where there is one."""


@payload("call.flag_raised")
@dataclass(frozen=True, slots=True)
class RedFlagRaised:
    """A sign of danger came up in a call or an assessment; it stays open until its outcome is recorded."""

    session: str
    """Entity of the timer session, or of the assessment, in which it came up."""
    protocol: str
    title: str
    person: str
    note: str = ""


@payload("call.flag_closed")
@dataclass(frozen=True, slots=True)
class RedFlagClosed:
    """How a sign of danger was dealt with."""

    flag: str
    outcome: str
    outcome_words: str
    person: str
    note: str = ""
    escalation: str = ""
    """Entity of the escalation, where the outcome is one."""
