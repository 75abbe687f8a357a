"""What one patient's month tells: of the decision, of the entries, of what was recorded late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.facts import FOREVER, Entry, Facts
from ccm_desktop.domain.billing.membership import Interval, spans
from ccm_desktop.domain.billing.warnings import LATER
from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.domain.month_exceptions.facts import PatientMonth
from ccm_desktop.domain.month_exceptions.kinds import LATE_SECONDS, Found
from ccm_desktop.domain.timekeeping import clock_text

LONG_SECONDS = 45 * 60
NEAR_MISS_SECONDS = 180
MANUAL_SHARE = 4
"""More than one part in so many of the counted time entered by hand asks for a look."""
_BY_FIX = {
    "consent": "E05", "care_plan": "E06", "conditions": "E07", "enrolment": "E07", "visit": "E20", "services": "E21",
}  # fmt: skip
_COMPLEX = ("W_MDM_OTHER_MONTH", "W_MDM_NOT_BY_BILLING_PRACT")
_BY_KEY = {"B_BILLER_NOT_PRACTITIONER": "E25"}


def of_patient(month: PatientMonth) -> Iterator[Found]:
    """Exceptions of one patient, by the rules' decision and the facts that it was made from."""
    decision, patient = month.decision, month.patient
    if decision.facts.entries:
        yield from _blockers(patient, decision)
        yield from _entries(patient, decision)
        if decision.facts.complex_mdm is not None:
            yield from (Found("E22", patient, key, words(key).text) for key in decision.warnings if key in _COMPLEX)
        yield from _recorded_late(patient, decision.facts)
    step = decision.next
    if step and not _really_blocked(decision) and 0 < step[2] <= NEAR_MISS_SECONDS and decision.counted_seconds:
        text = f"{clock_text(step[1] - step[2])} ({clock_text(step[2])} short of {step[0]})"
        yield Found("E16", patient, step[0], text)


def _blockers(patient: str, decision: Decision) -> Iterator[Found]:
    for key in decision.blockers:
        if key != "B_TIME_UNDER_20":
            said, logged = words(key), clock_text(decision.elapsed_seconds)
            code = _BY_KEY.get(key) or _BY_FIX.get(said.fix, "E18")
            yield Found(code, patient, key, f"{said.text}; {logged} logged")


def _recorded_late(patient: str, facts: Facts) -> Iterator[Found]:
    """What the file learned late: consent long after it was given, and what came after the month."""
    consent, opening = facts.consent, facts.month.bounds(facts.practice.zone)[0]
    if consent.at is not None and consent.entered_at is not None and consent.entered_at >= opening:
        late = consent.entered_at - consent.at
        if late > LATE_SECONDS:
            text = f"Consent entered {late // 86_400} days after it was given"
            yield Found("E23", patient, "consent", text, since=consent.entered_at, owner=consent.entered_by)
    for key in facts.changed_after:
        yield Found("E24", patient, key, words(LATER[key]).text + (_counted(facts) if key == "conditions" else ""))


def _counted(facts: Facts) -> str:
    """Which conditions the month has: one more, and whoever found the late ones right must look again."""
    codes = sorted({one.icd10 or one.family for one in facts.conditions if one.expected_12_months})
    return f"; this month counts {', '.join(codes) or 'none'}"


def _entries(patient: str, decision: Decision) -> Iterator[Found]:
    yield from _odd(patient, decision)
    yield from _clock_changes(patient, decision)
    reasons = decision.exclusions
    if "X_OVERLAP" in reasons:
        yield from _two_people(patient, decision.facts.entries)
    if "X_SAME_DAY_EM" in reasons:
        waiting = {p.entry for p in decision.pieces if p.reason == "X_SAME_DAY_EM"}
        for entry in decision.facts.entries:
            if entry.id in waiting and entry.same_day_em_separate is None:
                yield _about("E17", patient, entry, "Same day as the practitioner's visit, not attested separate")
    if decision.codes:
        yield from _other_practitioner(patient, decision)


def _odd(patient: str, decision: Decision) -> Iterator[Found]:
    """Long entries, entries outside the enrolment, and a large share by hand."""
    enrolled = _programme(decision)
    began, ended = enrolled[0]
    odd = [
        e for e in decision.facts.entries
        if e.end - e.start > LONG_SECONDS or e.start < began or e.end > ended or e.source == "manual"
    ]  # fmt: skip
    for entry in odd:
        if entry.end - entry.start > LONG_SECONDS:
            yield _about("E10", patient, entry, f"{clock_text(entry.end - entry.start)} in one entry")
        if not any(a <= entry.start and entry.end <= b for a, b in enrolled):
            yield _about("E09", patient, entry, "Outside the days of the enrollment")
    manual = {entry.id for entry in odd if entry.source == "manual"}
    if manual:
        yield from _by_hand(patient, decision, manual)


def _clock_changes(patient: str, decision: Decision) -> Iterator[Found]:
    zone = decision.facts.practice.zone
    opening, closing = decision.facts.month.bounds(zone)
    if _offset(opening, zone) == _offset(closing, zone):
        return
    for entry in decision.facts.entries:
        if _offset(entry.start, zone) != _offset(entry.end, zone):
            yield _about("E14", patient, entry, "Clocks were changed during this entry")


def _offset(at: int, zone: ZoneInfo) -> timedelta | None:
    return from_epoch(at).astimezone(zone).utcoffset()


def _programme(decision: Decision) -> tuple[Interval, ...]:
    """In the programme, from the first second to the one after it; not beyond the day after death."""
    facts = decision.facts
    end = FOREVER if facts.died_at is None else facts.died_at + 86_400
    return tuple((began, min(ended, end)) for began, ended in spans(facts))


def _by_hand(patient: str, decision: Decision, manual: set[str]) -> Iterator[Found]:
    seconds = sum(p.seconds for p in decision.pieces if p.counted and p.entry in manual)
    if seconds * MANUAL_SHARE > decision.counted_seconds:
        text = f"{clock_text(seconds)} of {clock_text(decision.counted_seconds)} entered by hand"
        yield Found("E12", patient, "share", text, entries=tuple(sorted(manual)))


def _two_people(patient: str, entries: Iterable[Entry]) -> Iterator[Found]:
    standing = sorted(entries, key=lambda e: (e.start, e.id))
    for number, first in enumerate(standing):
        for second in standing[number + 1 :]:
            if second.start >= first.end:
                break
            if second.person != first.person:
                yield Found("E04", patient, second.id, "Two people on one patient; these seconds count once",
                            ((first.start, first.end), (second.start, second.end)), (first.id, second.id),
                            second.start)  # fmt: skip


def _other_practitioner(patient: str, decision: Decision) -> Iterator[Found]:
    biller = decision.facts.billing_practitioner
    others = {e.id for e in decision.facts.entries if e.role == "practitioner" and e.person != biller}
    if others and any(p.entry in others and p.counted for p in decision.pieces):
        yield Found("E19", patient, "practitioner", "A practitioner who does not bill this patient worked for it",
                    entries=tuple(sorted(others)))  # fmt: skip


def _about(code: str, patient: str, entry: Entry, text: str) -> Found:
    return Found(code, patient, entry.id, text, ((entry.start, entry.end),), (entry.id,), entry.start, entry.person)


def _really_blocked(decision: Decision) -> bool:
    return any(key != "B_TIME_UNDER_20" for key in decision.blockers)
