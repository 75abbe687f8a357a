"""What keeps a month from closing, or asks for a second look: computed from facts, never stored (ux.md 8.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.assessment import Decision
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.facts import FOREVER, Entry, Facts
from ccm_desktop.domain.billing.membership import Interval, spans
from ccm_desktop.domain.billing.warnings import LATER
from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.domain.timekeeping import clock_text

LONG_SECONDS = 45 * 60
LATE_SECONDS = 3 * 86_400
NEAR_MISS_SECONDS = 180
CLONED_PATIENTS = 3
MANUAL_SHARE = 4
"""More than one part in so many of the counted time entered by hand asks for a look."""


class Kind(NamedTuple):
    """How bad it is, what it is called, and where it is mended."""

    severity: str
    """must | review | info"""
    title: str
    page: str
    field: str
    label: str


KINDS: dict[str, Kind] = {
    "E01": Kind("must", "Unfinished note", "finish", "note", "Write note"),
    "E02": Kind("must", "Undecided gap", "finish", "gaps", "Decide"),
    "E03": Kind("must", "Overlap, own time", "overlap", "", "Part them…"),
    "E04": Kind("review", "Two people at once", "overlap", "", "Compare…"),
    "E05": Kind("must", "No valid consent", "consent", "answer", "Add consent"),
    "E06": Kind("must", "Care plan", "care_plan", "status", "Open care plan"),
    "E07": Kind("must", "Not eligible", "conditions", "attestation", "Open conditions"),
    "E08": Kind("must", "Two versions wait for a decision", "care_plan", "conflict", "Resolve"),
    "E09": Kind("must", "Outside the enrollment", "time", "start", "Open entry"),
    "E10": Kind("review", "Long entry", "time", "end", "Review"),
    "E11": Kind("review", "Recovered time", "time", "source", "Review"),
    "E12": Kind("review", "Entered by hand", "time", "source", "Review"),
    "E13": Kind("review", "Changed after signature", "queue", "signature", "Compare"),
    "E14": Kind("review", "Clock not sure", "time", "start", "Review"),
    "E15": Kind("review", "Same note for several patients", "time", "note", "Read"),
    "E16": Kind("review", "Just short", "time", "", "Open"),
    "E17": Kind("review", "Same day as a visit", "time", "same_day", "Decide"),
    "E18": Kind("review", "Code not allowed", "time", "codes", "Open"),
    "E19": Kind("info", "Other practitioner", "enrolment", "practitioner", "Open enrollment"),
    "E20": Kind("must", "No initiating visit", "enrolment", "visit", "Add visit"),
    "E21": Kind("must", "Other service", "services", "list", "Open services"),
    "E22": Kind("review", "Complexity does not hold", "complexity", "level", "Open complexity"),
    "E23": Kind("review", "Consent entered late", "consent", "answer", "Open consent"),
    "E24": Kind("review", "Recorded after the month", "enrolment", "attestation", "Open enrollment"),
    "E25": Kind("must", "No billing practitioner", "practice", "billing_practitioner", "Open settings"),
    "E26": Kind("info", "Care plan is stale", "care_plan", "review", "Review plan"),
    "E27": Kind("review", "Two instructions differ", "care_plan", "instructions", "Open instructions"),
}
_Span = tuple[int, int, str, str]
_SPAN: Callable[[Entry], _Span] = itemgetter(*map(Entry._fields.index, ("start", "end", "person", "id")))
"""By position: there may be 200,000 entries."""
_BY_FIX = {
    "consent": "E05", "care_plan": "E06", "conditions": "E07", "enrolment": "E07", "visit": "E20", "services": "E21",
}  # fmt: skip
_COMPLEX = ("W_MDM_OTHER_MONTH", "W_MDM_NOT_BY_BILLING_PRACT")
_BY_KEY = {"B_BILLER_NOT_PRACTITIONER": "E25"}


@dataclass(frozen=True, slots=True)
class Found:
    """One exception. Its words hold no instants: `spans` are shown before them, in local time."""

    code: str
    patient: str
    subject: str
    """What it is about, so that it is recognised: an entry, a session, a key of the rules."""
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    entries: tuple[str, ...] = ()
    since: int = 0
    """Since when it is so, epoch seconds; 0 for the month's beginning."""
    owner: str = ""
    """Whose it is; empty for the patient's coordinator."""
    others: tuple[str, ...] = ()
    """Further patients that it is about."""

    @property
    def finding_id(self) -> str:
        return f"{self.code}:{self.patient}:{self.subject}"

    @property
    def fingerprint(self) -> str:
        """Hash of the facts: other facts need another look."""
        return sha256(repr((self.finding_id, self.text, self.spans, self.entries, self.others)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PatientMonth:
    """One patient with the decision."""

    patient: str
    decision: Decision


class Session(NamedTuple):
    """A timer session without its note, or with gaps that nobody decided."""

    session: str
    patient: str
    person: str
    started_at: int
    seconds: int
    gaps: tuple[tuple[int, int], ...] = ()
    """Holes that nobody has decided: start and end."""
    note_due: bool = True
    """Whether it is over; one that still runs or is parked has time for its note."""


class Remark(NamedTuple):
    """Something about one entry that the decision does not tell."""

    entry: str
    patient: str
    person: str
    started_at: int
    ended_at: int
    entered_at: int
    source: str
    has_note: bool
    clock_unsure: bool


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """All that exceptions are computed from."""

    patients: tuple[PatientMonth, ...]
    sessions: tuple[Session, ...] = ()
    remarks: tuple[Remark, ...] = ()
    """Of entries without a note, not from the timer, or with an unsure clock."""
    strangers: tuple[Remark, ...] = ()
    """Entries of patients who were not in the programme that month."""
    same_notes: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = ()
    """Hash of a note, the patients it stands for and its entries."""
    conflicts: tuple[tuple[str, int], ...] = ()
    """Patient, and how many of its registers have two versions."""
    beside: tuple[tuple[str, int, int, str, str], ...] = ()
    """Person, start, end, entry and patient of time on other patients than `patients`, at the same time."""
    changed: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    """Patient, role and reasons of signatures that stand no more."""
    stale: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patient, and why the care plan was stale at the end of the month (A-35)."""
    undecided: tuple[tuple[str, str, str, int], ...] = ()
    """Patient, instruction, both in words, and since when, of those that nobody has decided (A-42)."""


def exceptions(facts: MonthFacts) -> tuple[Found, ...]:
    """All exceptions, worst first, then by kind; in the order of the patients."""
    found: list[Found] = [*_sessions(facts.sessions), *_remarks(facts.remarks), *_overlaps(facts)]
    found += [_outside(stranger) for stranger in facts.strangers]
    for patient in facts.patients:
        found.extend(_of_patient(patient))
    found += [
        Found("E15", patients[0], note, f"{len(entries)} entries of {len(patients)} patients have the same note",
              entries=entries, others=patients[1:])
        for note, patients, entries in facts.same_notes
    ]  # fmt: skip
    found += [Found("E08", who, "plan", _count(n, "field has", "fields have") + " two versions")
              for who, n in facts.conflicts]  # fmt: skip
    found += [Found("E13", who, role, " ".join(reasons)) for who, role, reasons in facts.changed]
    found += [Found("E26", who, "plan", "; ".join(reasons)) for who, reasons in facts.stale]
    found += [Found("E27", who, one, f"Nobody has decided: {both}", since=at) for who, one, both, at in facts.undecided]
    order = {"must": 0, "review": 1, "info": 2}
    return tuple(sorted(found, key=lambda f: (order[KINDS[f.code].severity], f.code)))


def _sessions(sessions: Iterable[Session]) -> Iterator[Found]:
    for s in sessions:
        if s.note_due and s.seconds:
            span = (s.started_at, s.started_at + s.seconds)
            text = f"{clock_text(s.seconds)} without a note"
            yield Found("E01", s.patient, s.session, text, (span,), since=s.started_at, owner=s.person)
        if s.gaps:
            seconds = sum(end - start for start, end in s.gaps)
            text = f"{clock_text(seconds)} not counted until somebody decides"
            yield Found("E02", s.patient, s.session, text, s.gaps, since=s.gaps[0][0], owner=s.person)


def _remarks(remarks: Iterable[Remark]) -> Iterator[Found]:
    for r in remarks:
        about = {"spans": ((r.started_at, r.ended_at),), "entries": (r.entry,), "since": r.started_at,
                 "owner": r.person}  # fmt: skip
        if not r.has_note:
            yield Found("E01", r.patient, r.entry, "Entry without a note", **about)  # type: ignore[arg-type]
        if r.source == "recovered":
            yield Found("E11", r.patient, r.entry, "Recovered after a crash", **about)  # type: ignore[arg-type]
        if r.source == "manual" and r.entered_at - r.ended_at > LATE_SECONDS:
            days = (r.entered_at - r.ended_at) // 86_400
            yield Found("E12", r.patient, r.entry, f"Entered {days} days late", **about)  # type: ignore[arg-type]
        if r.clock_unsure:
            yield Found("E14", r.patient, r.entry, "The clock was not sure", **about)  # type: ignore[arg-type]


def _outside(entry: Remark) -> Found:
    span = ((entry.started_at, entry.ended_at),)
    return Found("E09", entry.patient, entry.entry, "The patient was not in the program", span, (entry.entry,),
                 entry.started_at, entry.person)  # fmt: skip


def _overlaps(facts: MonthFacts) -> Iterator[Found]:
    """One person's time that runs twice at once, each run of overlapping entries as one exception."""
    spans = [span for patient in facts.patients for span in map(_SPAN, patient.decision.facts.entries)]
    spans += [(start, end, person, entry) for person, start, end, entry, _ in facts.beside]
    spans.sort()
    runs: dict[str, list[_Span]] = {}
    covered: dict[str, int] = {}
    found: list[list[_Span]] = []
    for span in spans:
        _, end, person, _ = span
        if span[0] >= covered.get(person, -1):
            runs[person] = [span]
            covered[person] = end
            continue
        run = runs[person]
        run.append(span)
        if len(run) == 2:
            found.append(run)
        if end > covered[person]:
            covered[person] = end
    if found:
        owners = {entry.id: p.patient for p in facts.patients for entry in p.decision.facts.entries}
        owners.update((entry, patient) for _, _, _, entry, patient in facts.beside)
        for run in found:
            yield _overlap(run, owners)


def _overlap(run: list[_Span], owners: Mapping[str, str]) -> Found:
    patients = tuple(dict.fromkeys(owners[span[3]] for span in run))
    text = f"{len(run)} entries of one person at once"
    if len(patients) > 1:
        text += f", {len(patients)} patients"
    start, _, person, entry = run[0]
    return Found(
        "E03", patients[0], entry, text, tuple((span[0], span[1]) for span in run[:2]),
        tuple(span[3] for span in run), start, person, patients[1:],
    )  # fmt: skip


def _of_patient(month: PatientMonth) -> Iterator[Found]:
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


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _really_blocked(decision: Decision) -> bool:
    return any(key != "B_TIME_UNDER_20" for key in decision.blockers)


def short_hash(text: str) -> str:
    """Names a note in a finding without repeating it."""
    return sha256(text.encode()).hexdigest()[:16]
