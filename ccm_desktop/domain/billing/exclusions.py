"""Which seconds count. One reason a second, the first that applies (assess.md, order of reasons)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from ccm_desktop.domain.billing.codes import RuleSet
from ccm_desktop.domain.billing.facts import FOREVER, Entry, Facts, Service
from ccm_desktop.domain.billing.membership import Interval, between
from ccm_desktop.domain.billing.policies import Policies
from ccm_desktop.domain.calendar import midnight

STAFF = "CLINICAL_STAFF_CCM"
PRACTITIONER = "PRACTITIONER_CCM"
COUNTED = frozenset({STAFF, PRACTITIONER})
UNANSWERED = frozenset({"no_answer", "voicemail", "wrong_number", "busy"})
NOT_PERFORMED = frozenset({"supervision", "signing"})
PRIOR_AUTHORIZATION = "prior_authorization"
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


_Open = tuple[int, str, int]
"""Start, entry and end of time that nothing speaks against but other time; sorts by start, then id."""


def decide(facts: Facts, rules: RuleSet) -> tuple[Piece, ...]:
    """Every second of the month's entries, each with its reason, in order of time."""
    opening, closing = facts.month.bounds(facts.practice.zone)
    visits = own_visit_days(facts, rules)
    span = _Span.of(facts)
    policies = facts.practice.policies
    plain = span.leaves_alone(opening, closing)
    pieces: list[Piece] = []
    staff: list[_Open] = []
    practitioner: list[_Open] = []
    for entry in facts.entries:
        start, end, name = entry.start, entry.end, entry.id
        reason = _whole_entry_reason(entry, start, end, opening, closing) or _work_reason(entry, policies)
        if visits and not reason:
            reason = _same_day(entry, visits, policies.same_day_visit)
        if start < opening or end > closing:
            start, end = max(start, opening), min(end, closing)
        if reason:
            # An entry wholly outside the month, or with no length, keeps none of its seconds.
            pieces.append(Piece(start, max(start, end), name, reason))
            continue
        if entry.activity == "group" and entry.patients > 1:
            share = start + (end - start) // entry.patients
            pieces.append(Piece(share, end, name, "X_SHARED_TIME"))
            end = share
        lane = practitioner if entry.role == "practitioner" else staff
        if plain:
            lane.append((start, name, end))
            continue
        for a, b, fate in span.cut(start, end):
            if fate:
                pieces.append(Piece(a, b, name, fate))
            else:
                lane.append((a, name, b))
    counted = _once(staff, STAFF)
    pieces += counted
    pieces += _beside(_once(practitioner, PRACTITIONER), counted) if practitioner else ()
    pieces.sort()
    return tuple(pieces)


def waits_for_approval(source: str, activity: str) -> bool:
    """Whether somebody may approve an entry of that source and activity, so that it counts."""
    return source in MUST_BE_REVIEWED or activity == PRIOR_AUTHORIZATION


def _whole_entry_reason(entry: Entry, start: int, end: int, opening: int, closing: int) -> str:
    """The reason that takes the entry as a whole whatever the work was, or nothing."""
    if end <= start:
        return "X_INVALID_ENTRY"
    if end <= opening or start >= closing:
        return "X_OTHER_MONTH"
    if entry.role not in CLINICAL:
        return "X_NONHUMAN" if entry.role == "machine" else "X_NONCLINICAL"
    if entry.activity == "scheduling":
        return "X_NONCLINICAL"
    if entry.location != "us":
        return "X_OUTSIDE_US"
    return "" if entry.program == "CCM" else "X_USED_ELSEWHERE"


def _work_reason(entry: Entry, policies: Policies) -> str:
    """What speaks against clinical work on care management here, or nothing."""
    activity = entry.activity
    if activity in NOT_PERFORMED:
        return "X_NOT_PERFORMED"
    authorization = activity == PRIOR_AUTHORIZATION
    if authorization and policies.prior_authorization == "exclude":
        return "X_PRIOR_AUTHORIZATION"
    if not entry.reviewed and (
        entry.source in MUST_BE_REVIEWED or (authorization and policies.prior_authorization == "review")
    ):
        return "X_UNREVIEWED"
    return "X_UNANSWERED" if entry.outcome in UNANSWERED and not _pays(entry, policies) else ""


def _pays(entry: Entry, policies: Policies) -> bool:
    """Whether the practice counts this call that nobody answered."""
    if policies.unanswered_calls == "voicemail":
        return entry.outcome == "voicemail"
    return policies.unanswered_calls == "all"


def _same_day(entry: Entry, visits: tuple[Interval, ...], policy: str) -> str:
    """Time on the day of the billing practitioner's visit waits until a person attests it is separate."""
    if not touches(entry, visits):
        return ""
    said = entry.same_day_em_separate
    counts = {"hold": bool(said), "count": said is None or bool(said), "exclude": False}[policy]
    return "" if counts else "X_SAME_DAY_EM"


def touches(entry: Entry, days: tuple[Interval, ...]) -> bool:
    """Whether any second of the entry lies on one of these days."""
    return any(entry.start < end and start < entry.end for start, end in days)


def own_visit_days(facts: Facts, rules: RuleSet) -> tuple[Interval, ...]:
    """The local days, midnight to midnight, on which the billing practitioner billed a visit."""
    zone = facts.practice.zone
    days = {service.on for service in facts.other_services if is_own_visit(service, rules)}
    return tuple((midnight(day, zone), midnight(day + timedelta(days=1), zone)) for day in sorted(days))


def is_own_visit(service: Service, rules: RuleSet) -> bool:
    """Whether it is a visit that the billing practitioner billed."""
    return (
        service.code in rules.same_day_visit_codes and service.by == "same_practitioner" and service.status != "planned"
    )


class _Span(NamedTuple):
    """When the patient could be served: enrolment, consent, life, and the stays in hospital."""

    given: int
    """First second that consent covers; where there is none at all, the blocker says so, no second does."""
    revoked: int
    """First second that it no longer does."""
    died: int
    inpatient: tuple[Interval, ...]
    whole_entry: bool
    """Nothing of an entry counts in whose midst consent was given."""
    away: tuple[Interval, ...] = ()
    """Between two enrolments."""

    @classmethod
    def of(cls, facts: Facts) -> _Span:
        consent, policies = facts.consent, facts.practice.policies
        usable = consent.status == "given" and consent.documented and consent.at is not None
        given = consent.at if usable and consent.at is not None else -FOREVER
        revoked = revoked_at(facts)
        if revoked is None or (policies.after_revocation == "month_end" and revoked > _opening(facts)):
            revoked = FOREVER
        died = FOREVER if facts.died_at is None else facts.died_at
        return cls(given, revoked, died, facts.inpatient, policies.consent_in_call == "next_entry",
                   tuple(between(facts)))  # fmt: skip

    def leaves_alone(self, opening: int, closing: int) -> bool:
        """Whether all seconds of the month are open."""
        return (
            not self.inpatient and not self.away and self.given <= opening and min(self.revoked, self.died) >= closing
        )

    def cut(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Cut at the edges of stays, consent and life; an empty fate means that nothing speaks against it."""
        given = end if self.whole_entry and start < self.given < end else self.given
        edges = {start, end}
        edges.update(edge for stay in (*self.inpatient, *self.away) for edge in stay if start < edge < end)
        edges.update(edge for edge in (given, self.revoked, self.died) if start < edge < end)
        for a, b in itertools.pairwise(sorted(edges)):
            yield a, b, self._fate(a, given)

    def _fate(self, second: int, given: int) -> str:
        if any(gap[0] <= second < gap[1] for gap in self.away):
            return "X_NOT_ENROLLED"
        if any(stay[0] <= second < stay[1] for stay in self.inpatient):
            return "X_INPATIENT"
        if second < given:
            return "X_PRECONSENT"
        if second >= self.revoked:
            return "X_AFTER_REVOCATION"
        return "X_AFTER_DEATH" if second >= self.died else ""


def revoked_at(facts: Facts) -> int | None:
    """When the consent in force was withdrawn; a withdrawal before it ended an earlier one."""
    at, given = facts.consent.revoked_at, facts.consent.at
    return None if at is not None and given is not None and at < given else at


def _opening(facts: Facts) -> int:
    return facts.month.bounds(facts.practice.zone)[0]


def _once(lane: list[_Open], reason: str) -> list[Piece]:
    """Each second of a lane once: the earlier start keeps it, then the lower id."""
    lane.sort()
    covered = -FOREVER
    found = []
    for start, entry, end in lane:
        if start >= covered:
            free = start
        else:
            free = covered
            found.append(Piece(start, min(end, covered), entry, "X_OVERLAP"))
        if free < end:
            found.append(Piece(free, end, entry, reason))
            covered = end
    return found


def _beside(own: list[Piece], staff: list[Piece]) -> Iterator[Piece]:
    """The practitioner's seconds beside staff time: in the same second the staff lane keeps it.

    Both lists are in order and, where counted, without overlap: one walk along both.
    """
    taken = [piece for piece in staff if piece.counted]
    first = 0
    for piece in own:
        if not piece.counted:
            yield piece
            continue
        at, end, entry, reason = piece
        while first < len(taken) and taken[first].end <= at:
            first += 1
        place = first
        while place < len(taken) and taken[place].start < end:
            other = taken[place]
            if other.start > at:
                yield Piece(at, other.start, entry, reason)
            yield Piece(max(at, other.start), min(other.end, end), entry, "X_OVERLAP")
            at = min(other.end, end)
            place += 1
        if at < end:
            yield Piece(at, end, entry, reason)
