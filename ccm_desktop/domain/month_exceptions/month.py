"""All exceptions of a month: of its patients, and of what lies between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import itemgetter

from ccm_desktop.domain.billing.facts import Entry
from ccm_desktop.domain.month_exceptions.facts import MonthFacts, Remark, Session
from ccm_desktop.domain.month_exceptions.kinds import KINDS, LATE_SECONDS, Found
from ccm_desktop.domain.month_exceptions.patient import of_patient
from ccm_desktop.domain.timekeeping import clock_text

_Span = tuple[int, int, str, str]
_SPAN: Callable[[Entry], _Span] = itemgetter(*map(Entry._fields.index, ("start", "end", "person", "id")))
"""By position: there may be 200,000 entries."""


def exceptions(facts: MonthFacts) -> tuple[Found, ...]:
    """All exceptions, worst first, then by kind; in the order of the patients."""
    found: list[Found] = [*_sessions(facts.sessions), *_remarks(facts.remarks), *_overlaps(facts)]
    found += [_outside(stranger) for stranger in facts.strangers]
    for patient in facts.patients:
        found.extend(of_patient(patient))
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


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
