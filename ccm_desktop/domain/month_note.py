"""The month's note, composed from what was recorded: each sentence names what it rests on (A-66, rules.md 6.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ccm_desktop.domain.activities import CALLS, REACHED
from ccm_desktop.domain.timekeeping import clock_text

PARTS: dict[str, str] = {
    "conditions": "Conditions",
    "care_plan": "Care plan",
    "medications": "Medication changes",
    "findings": "Symptoms and findings",
    "coordination": "Care coordination",
    "contacts": "Contacts",
    "time": "Time",
}
"""In the order in which they stand."""
_STOCK = re.compile(
    r"\b(?:i|we|was|were|the|a|an|to|with|for|and|on|of|at|in|by|pt|patient|patients|caregiver|daughter|son|wife"
    r"|husband|called|calling|call|calls|phoned|rang|phone|telephone|contact(?:ed)?|spoke|spoken|talked|reached"
    r"|tried|attempt(?:ed)?|left|vm|lvm|voicemail|voice|mail|message|msg|no|answer|answered|busy|today|again|done"
    r"|ok|okay|ccm|monthly|routine|follow|followup|up|check|checked|checkin|completed|time|minutes|min)\b"
)
_SUBSTANCE_WORDS = 3


class Work(NamedTuple):
    """One entry that stood in the month."""

    entry: str
    on: date
    activity: str
    activity_words: str
    outcome: str
    note: str
    who: str
    counted_seconds: int


class Contact(NamedTuple):
    """Somebody was tried or reached, outside or inside timed work."""

    source: str
    on: date
    channel: str
    """In words: `phone`."""
    reached: bool
    outcome_words: str


class FollowedUp(NamedTuple):
    """A discharge, or something that followed it: what is told of it, on its day."""

    sources: tuple[str, ...]
    on: date
    text: str


class Said(NamedTuple):
    """A dated statement with its source: a medication change, a reading."""

    source: str
    on: date | None
    text: str


@dataclass(frozen=True, slots=True)
class PlanFact:
    """The care plan version in force, and what the month changed in it."""

    version: str
    number: int
    saved_on: date
    is_current: bool
    changes: tuple[str, ...] = ()
    reviewed_on: date | None = None
    """When somebody reviewed it in this month."""
    no_change: str = ""
    """Why that review changed nothing, in the words of who reviewed it."""


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """All that a note is made of."""

    patient: str
    """Source of sentences that say that nothing is recorded."""
    conditions: tuple[tuple[str, str, str], ...]
    """Id, name and ICD-10 of attested conditions."""
    plan: PlanFact | None
    medications: tuple[Said, ...]
    findings: tuple[Said, ...]
    work: tuple[Work, ...]
    contacts: tuple[Contact, ...]
    staff_seconds: int
    practitioner_seconds: int
    discharges: tuple[FollowedUp, ...] = ()


class Sentence(NamedTuple):
    """One sentence, the part it belongs to, and the ids it rests on."""

    part: str
    text: str
    sources: tuple[str, ...]


def compose(facts: NoteFacts) -> tuple[Sentence, ...]:
    """All seven parts in order; a part without anything says so."""
    return (
        _conditions(facts),
        *_plan(facts),
        *_medications(facts),
        *_findings(facts),
        *_coordination(facts),
        *_contacts(facts),
        _time(facts),
    )


def says_something(activity: str, outcome: str, note: str) -> bool:
    """Whether an entry tells an intervention or an outcome: more than `called patient` (A-68)."""
    if activity == "scheduling" or (activity in CALLS and outcome not in REACHED):
        return False
    left = _STOCK.sub(" ", note.casefold())
    return len(re.findall(r"\w+", left)) >= _SUBSTANCE_WORDS


def is_contact_only(work: tuple[Work, ...]) -> bool:
    """Whether the month's work, if any, says nothing but that contact was made or tried."""
    return bool(work) and not any(says_something(w.activity, w.outcome, w.note) for w in work)


def _conditions(facts: NoteFacts) -> Sentence:
    if not facts.conditions:
        return Sentence("conditions", "No attested chronic condition is on file.", (facts.patient,))
    names = ", ".join(f"{name} ({icd10})" if icd10 else name for _, name, icd10 in facts.conditions)
    return Sentence("conditions", f"Chronic conditions: {names}.", tuple(c[0] for c in facts.conditions))


def _plan(facts: NoteFacts) -> Iterator[Sentence]:
    plan = facts.plan
    if plan is None:
        yield Sentence("care_plan", "No care plan is on file.", (facts.patient,))
        return
    state = "in force" if plan.is_current else "a draft, not in force"
    lead = f"Care plan version {plan.number} of {_day(plan.saved_on)} is {state}."
    reviewed = f" Reviewed on {_day(plan.reviewed_on)}" if plan.reviewed_on else ""
    if plan.changes:
        yield Sentence("care_plan", f"{lead}{reviewed and reviewed + '.'} Changed this month:", (plan.version,))
        for change in plan.changes:
            yield Sentence("care_plan", _ended(change), (plan.version,))
    elif plan.reviewed_on:
        why = f": {_ended(plan.no_change)}" if plan.no_change else "."
        yield Sentence("care_plan", f"{lead}{reviewed}, no change{why}", (plan.version,))
    else:
        yield Sentence("care_plan", f"{lead} No change and no review is recorded this month.", (plan.version,))


def _medications(facts: NoteFacts) -> Iterator[Sentence]:
    for change in facts.medications:
        yield Sentence("medications", _dated(change), (change.source,))
    reviews = [w for w in facts.work if w.activity == "medication_review"]
    for work in reviews:
        yield Sentence(
            "medications", f"{_day(work.on)}: medications reviewed. {_ended(work.note)}".strip(), (work.entry,)
        )
    if not facts.medications:
        sources = tuple(w.entry for w in reviews) or (facts.patient,)
        yield Sentence("medications", "No medication change is recorded this month.", sources)


def _findings(facts: NoteFacts) -> Iterator[Sentence]:
    told = [w for w in facts.work if w.activity in CALLS and says_something(w.activity, w.outcome, w.note)]
    for work in told:
        yield Sentence(
            "findings", f"{_day(work.on)}, {_small(work.activity_words)}: {_ended(work.note)}", (work.entry,)
        )
    for reading in facts.findings:
        yield Sentence("findings", _dated(reading), (reading.source,))
    if not told and not facts.findings:
        yield Sentence("findings", "No symptom or finding is recorded this month.", (facts.patient,))


def _coordination(facts: NoteFacts) -> Iterator[Sentence]:
    for told in facts.discharges:
        yield Sentence("coordination", f"{_day(told.on)}: {_ended(told.text)}", told.sources)
    done = [w for w in facts.work if w.activity not in CALLS and w.activity != "medication_review"]
    for work in done:
        note = f" {_ended(work.note)}" if work.note else ""
        yield Sentence(
            "coordination", f"{_day(work.on)}: {_small(work.activity_words)} by {work.who}.{note}", (work.entry,)
        )
    if not done and not facts.discharges:
        yield Sentence("coordination", "No coordination besides calls is recorded this month.", (facts.patient,))


def _contacts(facts: NoteFacts) -> Iterator[Sentence]:
    reached = [c for c in facts.contacts if c.reached]
    tried = [c for c in facts.contacts if not c.reached]
    for found, lead in ((reached, "Reached"), (tried, "Tried without success")):
        if found:
            when = ", ".join(f"{_day(c.on)} ({c.channel}: {_small(c.outcome_words)})" for c in found)
            yield Sentence("contacts", f"{lead}: {when}.", tuple(c.source for c in found))
    if not facts.contacts:
        yield Sentence("contacts", "No contact is recorded this month.", (facts.patient,))


def _time(facts: NoteFacts) -> Sentence:
    counted = tuple(w.entry for w in facts.work if w.counted_seconds)
    together = clock_text(facts.staff_seconds + facts.practitioner_seconds)
    text = (
        f"Counted time: clinical staff {clock_text(facts.staff_seconds)},"
        f" practitioner {clock_text(facts.practitioner_seconds)}, together {together}."
    )
    return Sentence("time", text, counted or (facts.patient,))


def _day(on: date) -> str:
    return f"{on:%b} {on.day}"


def _dated(said: Said) -> str:
    return f"{_day(said.on)}: {_ended(said.text)}" if said.on else _ended(said.text)


def _ended(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…:" else f"{text}."


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]
