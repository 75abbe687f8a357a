"""Which seconds count. One reason a second, the first that applies (assess.md, order of reasons)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.facts import Entry, Facts
from ccm_desktop.domain.calendar import from_epoch, local_day

Interval = tuple[int, int]
FOREVER = 2**62

UNANSWERED = frozenset({"no_answer", "voicemail", "wrong_number", "busy"})
NOT_PERFORMED = frozenset({"supervision", "signing"})
MUST_BE_REVIEWED = frozenset({"manual", "recovered"})
_LANES = {"clinical_staff": "CLINICAL_STAFF_CCM", "practitioner": "PRACTITIONER_CCM"}


@dataclass(frozen=True, slots=True)
class Piece:
    """Some seconds of one entry and the one reason that decided them."""

    entry: str
    start: int
    end: int
    reason: str
    """`CLINICAL_STAFF_CCM` or `PRACTITIONER_CCM` when counted, else an `X_…` key."""

    @property
    def counted(self) -> bool:
        return not self.reason.startswith("X_")

    @property
    def seconds(self) -> int:
        return self.end - self.start


def decide(facts: Facts, rules: RuleSet) -> tuple[Piece, ...]:
    """Every second of the month's entries, each with its reason, in order of time."""
    opening, closing = facts.month.bounds(facts.practice.zone)
    visits = {s.on for s in facts.other_services if _is_own_visit(s.code, s.by, s.status, rules)}
    pieces: list[Piece] = []
    open_time: list[tuple[bool, int, str, int, int]] = []
    for entry in facts.entries:
        start, end = max(entry.start, opening), min(entry.end, closing)
        reason = whole_entry_reason(entry, opening, closing, facts, visits)
        if reason:
            pieces.append(Piece(entry.id, start, max(start, end), reason) if end > start
                          else Piece(entry.id, entry.start, entry.start, reason))  # fmt: skip
            continue
        if entry.activity == "group" and entry.patients > 1:
            share = start + (end - start) // entry.patients
            pieces.append(Piece(entry.id, share, end, "X_SHARED_TIME"))
            end = share
        for a, b, fate in _by_time(start, end, facts):
            if fate:
                pieces.append(Piece(entry.id, a, b, fate))
            else:
                open_time.append((entry.role == "practitioner", a, entry.id, b, 0))
    pieces.extend(_once(open_time))
    return tuple(sorted(pieces, key=lambda p: (p.start, p.end, p.entry)))


def whole_entry_reason(entry: Entry, opening: int, closing: int, facts: Facts, visits: set[date]) -> str:
    """The reason that takes the entry as a whole, or nothing."""
    if entry.end <= entry.start:
        return "X_INVALID_ENTRY"
    if entry.end <= opening or entry.start >= closing:
        return "X_OTHER_MONTH"
    if entry.role not in _LANES:
        return "X_NONHUMAN" if entry.role == "machine" else "X_NONCLINICAL"
    if entry.activity == "scheduling":
        return "X_NONCLINICAL"
    if entry.location != "us":
        return "X_OUTSIDE_US"
    if entry.program != "CCM":
        return "X_USED_ELSEWHERE"
    if entry.activity in NOT_PERFORMED:
        return "X_NOT_PERFORMED"
    if entry.source in MUST_BE_REVIEWED and not entry.reviewed:
        return "X_UNREVIEWED"
    if entry.outcome in UNANSWERED:
        return "X_UNANSWERED"
    if visits and not entry.same_day_em_separate:
        day = local_day(from_epoch(entry.start), facts.practice.zone)
        if day in visits:
            return "X_SAME_DAY_EM"
    return ""


def _is_own_visit(code: str, by: str, status: str, rules: RuleSet) -> bool:
    return code in rules.same_day_visit_codes and by == "same_practitioner" and status != "planned"


def _by_time(start: int, end: int, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Cut at the edges of stays and consent; an empty fate means that nothing speaks against it."""
    given = consent_from(facts)
    revoked = facts.consent.revoked_at if facts.consent.revoked_at is not None else FOREVER
    edges = {start, end}
    edges.update(e for stay in facts.inpatient for e in stay if start < e < end)
    edges.update(e for e in (given, revoked) if start < e < end)
    cuts = sorted(edges)
    for a, b in zip(cuts, cuts[1:], strict=False):
        if any(stay[0] <= a < stay[1] for stay in facts.inpatient):
            yield a, b, "X_INPATIENT"
        elif a < given:
            yield a, b, "X_PRECONSENT"
        elif a >= revoked:
            yield a, b, "X_AFTER_REVOCATION"
        else:
            yield a, b, ""


def consent_from(facts: Facts) -> int:
    """The first second that consent covers. Where there is none, the blocker says so, not each second."""
    consent = facts.consent
    usable = consent.status == "given" and consent.documented and consent.at is not None
    return consent.at if usable and consent.at is not None else -FOREVER


def _once(open_time: list[tuple[bool, int, str, int, int]]) -> Iterator[Piece]:
    """Each second once: staff before practitioner, then the earlier start, then the lower id."""
    taken: list[Interval] = []
    for is_practitioner, start, entry, end, _ in sorted(open_time):
        reason = _LANES["practitioner" if is_practitioner else "clinical_staff"]
        at = start
        for a, b in taken:
            if b <= at or a >= end:
                continue
            if a > at:
                yield Piece(entry, at, a, reason)
            yield Piece(entry, max(a, at), min(b, end), "X_OVERLAP")
            at = min(b, end)
        if at < end:
            yield Piece(entry, at, end, reason)
        taken = _with(taken, (start, end))


def _with(taken: list[Interval], new: Interval) -> list[Interval]:
    """Disjoint intervals in order, joined with one more."""
    start, end = new
    if not taken or start > taken[-1][1]:
        taken.append(new)
        return taken
    before = [i for i in taken if i[1] < start]
    after = [i for i in taken if i[0] > end]
    touching = [i for i in taken if i[1] >= start and i[0] <= end]
    joined = (min([start, *(i[0] for i in touching)]), max([end, *(i[1] for i in touching)]))
    return [*before, joined, *after]
