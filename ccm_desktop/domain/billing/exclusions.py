"""Which seconds count. One reason a second, the first that applies (assess.md, order of reasons)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.facts import Entry, Facts
from ccm_desktop.domain.calendar import from_epoch, local_day

Interval = tuple[int, int]
FOREVER = 2**62

STAFF = "CLINICAL_STAFF_CCM"
PRACTITIONER = "PRACTITIONER_CCM"
COUNTED = frozenset({STAFF, PRACTITIONER})
UNANSWERED = frozenset({"no_answer", "voicemail", "wrong_number", "busy"})
NOT_PERFORMED = frozenset({"supervision", "signing"})
MUST_BE_REVIEWED = frozenset({"manual", "recovered"})
CLINICAL = frozenset({"clinical_staff", "practitioner"})


class Piece(NamedTuple):
    """Some seconds of one entry and the one reason that decided them."""

    start: int
    end: int
    entry: str
    reason: str
    """`CLINICAL_STAFF_CCM` or `PRACTITIONER_CCM` when counted, else an `X_…` key."""

    @property
    def counted(self) -> bool:
        return self.reason in COUNTED

    @property
    def seconds(self) -> int:
        return self.end - self.start


class _Open(NamedTuple):
    """Time that nothing speaks against but other time."""

    start: int
    entry: str
    end: int


def decide(facts: Facts, rules: RuleSet) -> tuple[Piece, ...]:
    """Every second of the month's entries, each with its reason, in order of time."""
    opening, closing = facts.month.bounds(facts.practice.zone)
    visits = _own_visit_days(facts, rules)
    given, revoked = _consent_span(facts)
    plain = not facts.inpatient and given <= opening and revoked >= closing
    pieces: list[Piece] = []
    staff: list[_Open] = []
    practitioner: list[_Open] = []
    for entry in facts.entries:
        start, end = max(entry.start, opening), min(entry.end, closing)
        reason = _whole_entry_reason(entry, opening, closing) or _same_day(entry, facts, visits)
        if reason:
            # An entry wholly outside the month, or with no length, keeps none of its seconds.
            pieces.append(Piece(start, max(start, end), entry.id, reason))
            continue
        if entry.activity == "group" and entry.patients > 1:
            share = start + (end - start) // entry.patients
            pieces.append(Piece(share, end, entry.id, "X_SHARED_TIME"))
            end = share
        lane = practitioner if entry.role == "practitioner" else staff
        if plain:
            lane.append(_Open(start, entry.id, end))
            continue
        for a, b, fate in _by_time(start, end, facts.inpatient, given, revoked):
            if fate:
                pieces.append(Piece(a, b, entry.id, fate))
            else:
                lane.append(_Open(a, entry.id, b))
    counted = list(_once(staff, STAFF))
    pieces += counted
    for piece in _once(practitioner, PRACTITIONER):
        pieces.extend(_beside(piece, counted) if piece.counted else (piece,))
    pieces.sort()
    return tuple(pieces)


def _whole_entry_reason(entry: Entry, opening: int, closing: int) -> str:
    """The reason that takes the entry as a whole, or nothing."""
    if entry.end <= entry.start:
        return "X_INVALID_ENTRY"
    if entry.end <= opening or entry.start >= closing:
        return "X_OTHER_MONTH"
    if entry.role not in CLINICAL:
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
    return "X_UNANSWERED" if entry.outcome in UNANSWERED else ""


def _same_day(entry: Entry, facts: Facts, visits: frozenset[date]) -> str:
    """Time on the day of the billing practitioner's visit waits until a person attests it is separate."""
    if not visits or entry.same_day_em_separate:
        return ""
    return "X_SAME_DAY_EM" if local_day(from_epoch(entry.start), facts.practice.zone) in visits else ""


def _own_visit_days(facts: Facts, rules: RuleSet) -> frozenset[date]:
    return frozenset(
        service.on
        for service in facts.other_services
        if service.code in rules.same_day_visit_codes
        and service.by == "same_practitioner"
        and service.status != "planned"
    )


def _consent_span(facts: Facts) -> Interval:
    """First second that consent covers, and the first it no longer does.

    Where there is no consent at all, the blocker says so; no second is excluded for it.
    """
    consent = facts.consent
    usable = consent.status == "given" and consent.documented and consent.at is not None
    given = consent.at if usable and consent.at is not None else -FOREVER
    return given, consent.revoked_at if consent.revoked_at is not None else FOREVER


def _by_time(
    start: int, end: int, inpatient: tuple[Interval, ...], given: int, revoked: int
) -> Iterator[tuple[int, int, str]]:
    """Cut at the edges of stays and consent; an empty fate means that nothing speaks against it."""
    edges = {start, end}
    edges.update(edge for stay in inpatient for edge in stay if start < edge < end)
    edges.update(edge for edge in (given, revoked) if start < edge < end)
    cuts = sorted(edges)
    for a, b in itertools.pairwise(cuts):
        if any(stay[0] <= a < stay[1] for stay in inpatient):
            yield a, b, "X_INPATIENT"
        elif a < given:
            yield a, b, "X_PRECONSENT"
        else:
            yield a, b, "X_AFTER_REVOCATION" if a >= revoked else ""


def _once(lane: list[_Open], reason: str) -> Iterator[Piece]:
    """Each second of a lane once: the earlier start keeps it, then the lower id."""
    lane.sort()
    covered = -FOREVER
    for start, entry, end in lane:
        if start < covered:
            yield Piece(start, min(end, covered), entry, "X_OVERLAP")
        if max(start, covered) < end:
            yield Piece(max(start, covered), end, entry, reason)
            covered = end


def _beside(piece: Piece, staff: list[Piece]) -> Iterator[Piece]:
    """The practitioner's seconds beside staff time: in the same second the staff lane keeps it."""
    at, end, entry, reason = piece
    for other in staff:
        if not other.counted or other.end <= at or other.start >= end:
            continue
        if other.start > at:
            yield Piece(at, other.start, entry, reason)
        yield Piece(max(at, other.start), min(other.end, end), entry, "X_OVERLAP")
        at = min(other.end, end)
    if at < end:
        yield Piece(at, end, entry, reason)
