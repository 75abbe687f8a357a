"""From the practice file to the rules: the facts of a month, and the decision on every patient."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.assessment import Decision, assess
from ccm_desktop.domain.billing.facts import (
    FOREVER,
    CarePlan,
    Condition,
    Consent,
    DecisionMaking,
    Enrolment,
    Facts,
    Practice,
    Service,
)
from ccm_desktop.domain.calendar import Month, midnight, time_zone
from ccm_desktop.domain.consent import Answer, standing
from ccm_desktop.ledger.payloads.practice import PracticeProfile
from ccm_desktop.models.queries import claims, months
from ccm_desktop.models.store import Reader
from ccm_desktop.services.context import Context
from ccm_desktop.services.fee_prices import prices_of
from ccm_desktop.services.month_moment import Conditions, Moment
from ccm_desktop.services.people import people_of
from ccm_desktop.services.policies import policies_of


@dataclass(frozen=True, slots=True)
class Assessed:
    """A patient of the month and the decision."""

    patient: months.PatientRow
    decision: Decision


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a caller has read of all patients already, for a use of its own."""

    conditions: Conditions
    versions: Mapping[str, Sequence[Any]]
    """Of the plan, before the month's end."""

    @classmethod
    def of(cls, connection: Any, closing: int, patient: str = "") -> AtHand:
        """Read for a month that ends then."""
        return cls(months.conditions(connection, patient), months.plan_versions(connection, closing * 1000, patient))


def assessed(
    context: Context, reader: Reader, month: Month, patient: str = "", at_hand: AtHand | None = None
) -> Iterator[Assessed]:
    """The decision on every patient enrolled in the month (or on one), by name."""
    practice = context.practice_of(reader)
    prices = prices_of(reader, practice, context.rules.for_month(month), month)
    priced = replace(practice, fee_schedule=prices.schedule)
    for row, facts in month_facts(priced, reader, month, patient, at_hand):
        yield Assessed(row, assess(facts, prices.rules))


def month_facts(
    practice: PracticeProfile, reader: Reader, month: Month, patient: str = "", at_hand: AtHand | None = None
) -> Iterator[tuple[months.PatientRow, Facts]]:
    """What the rules need to know, from one consistent view of the file."""
    connection, zone = reader.connection, time_zone(practice.time_zone)
    opening, closing = month.bounds(zone)
    first, last = month.first_day.isoformat(), month.last_day.isoformat()
    setting = Practice(zone, practice.fee_schedule, practice.setting, policies_of(reader))
    group = frozenset(person.id for person in people_of(reader) if person.lane == "practitioner")
    rows = at_hand or AtHand.of(connection, closing, patient)
    known = _known(connection, month, (opening, closing), patient)
    moment = Moment(reader, month, zone, group, patient, rows.conditions)
    for now in months.enrolled(connection, first, last, patient):
        then = moment.of(now)
        row = then.row
        yield (
            row,
            Facts(
                case_id=row.id,
                month=month,
                practice=setting,
                billing_practitioner=then.biller,
                conditions=tuple(_conditions(then.conditions)),
                significant_risk=bool(row.significant_risk),
                enrolment=_enrolment(row, group),
                consent=_consent(known.consents.get(row.id, ()), known.revocations.get(row.id, ()), closing),
                care_plan=_care_plan(rows.versions.get(row.id, ()), known.copies.get(row.id, ())),
                entries=tuple(known.entries.get(row.id, ())),
                died_at=_end_of_day(row.deceased_on, zone) if row.deceased_on else None,
                inpatient=tuple((a, FOREVER if b is None else b) for a, b in known.stays.get(row.id, ())),
                complex_mdm=_decision_making(known.decisions.get(row.id, ())),
                other_services=tuple(_services(known.services.get(row.id, ()))),
                family_choice=known.choices.get(row.id, ""),
                earlier=tuple(_earlier(row, group, first, last)),
                biller_is_practitioner=then.biller in group,
                changed_after=then.changed_after,
            ),
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """Rows by patient."""

    entries: Mapping[str, Any]
    consents: Mapping[str, Any]
    revocations: Mapping[str, Any]
    copies: Mapping[str, Any]
    stays: Mapping[str, Any]
    decisions: Mapping[str, Any]
    services: Mapping[str, Any]
    choices: Mapping[str, str]


def _known(connection: Any, month: Month, span: tuple[int, int], patient: str) -> _Known:
    first, last = month.first_day.isoformat(), month.last_day.isoformat()
    services = months.services(connection, first, last, patient)
    # A claim that is out binds the month to its family (rules.md 5.6).
    for owner, claimed in claims.claimed(connection, str(month), patient).items():
        services.setdefault(owner, []).extend(claimed)
    return _Known(
        months.entries(connection, *span, patient),
        months.consents(connection, patient),
        months.revocations(connection, patient),
        months.plan_copies(connection, patient),
        months.stays(connection, *span, patient),
        months.decisions(connection, str(month), patient),
        services,
        months.family_choices(connection, str(month), patient),
    )


def _consent(consents: Iterable[Any], revocations: Iterable[Any], closing: int) -> Consent:
    """The consent that held in the month: what was said after it changes nothing."""
    answers = (Answer._make((*row[:3], _elements(row[3]), *row[4:])) for row in consents)
    answer, revoked_at = standing(answers, (row[0] for row in revocations), closing)
    if answer is None:
        return Consent()
    return Consent(answer.answer, answer.at, True, answer.practitioner, revoked_at, elements=answer.elements,
                   entered_at=answer.entered_at, entered_by=answer.entered_by)  # fmt: skip


@lru_cache(maxsize=64)
def _elements(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _conditions(rows: Any) -> Iterator[Condition]:
    """Attested conditions, each under its families so that two codes of one family are one."""
    for _id, display, icd10, families, _chronic, attested, _onset in rows:
        names = families or (icd10 or display,)
        for name in names:
            yield Condition(icd10, bool(attested), name)


def _enrolment(row: months.PatientRow, group: frozenset[str]) -> Enrolment:
    return Enrolment(
        started_on=_day(row.started_on),
        ended_on=_day(row.ended_on),
        new_patient=bool(row.new_patient),
        last_seen_on=_day(row.last_seen_on),
        visit_code=row.visit_code,
        visit_on=_day(row.visit_on),
        visit_by=row.visit_by,
        visit_face_to_face=bool(row.face_to_face),
        visit_ccm_discussed=bool(row.ccm_discussed),
        visit_by_telehealth=bool(row.telehealth),
        visit_by_group_member=row.visit_by in group,
    )


def _earlier(row: months.PatientRow, group: frozenset[str], first: str, last: str) -> Iterator[Enrolment]:
    """Enrolments of the month that ended before the one that the row tells of."""
    if row.earlier in months.NO_EARLIER:
        return
    for one in json.loads(row.earlier):
        touches = one["started_on"] <= last and one["ended_on"] >= first
        if touches and (one["started_on"], one["ended_on"]) != (row.started_on, row.ended_on):
            values = {name: one[name] for name in ("started_on", "ended_on", "last_seen_on")}
            yield _enrolment(row._replace(new_patient=int(one["new_patient"]), **values), group)


def _care_plan(versions: Any, copies: Any) -> CarePlan:
    status = versions[-1][2] if versions else "none"
    return CarePlan(status, True, copies[0][1] if copies else None)


def _services(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[Service]:
    for code, on, by, status in rows:
        yield Service(code, date.fromisoformat(on), by, status)


def _decision_making(rows: Any) -> DecisionMaking | None:
    if not rows:
        return None
    level, by, on, *_ = rows[-1]
    return DecisionMaking(level, by, "practitioner", _day(on))


def _end_of_day(text: str, zone: ZoneInfo) -> int:
    """The last second of the day: at which hour the patient died is not known."""
    return midnight(date.fromisoformat(text) + timedelta(days=1), zone) - 1


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
