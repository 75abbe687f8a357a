"""Gathers consent, visit, eligibility and the care plan of an audit packet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from typing import Any

from ccm_desktop.domain import consent as consent_rules
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.ledger.payloads.care_plan import PlanCopyGiven, PlanCopyWithdrawn, PlanVersion
from ccm_desktop.ledger.payloads.consent import ConsentRecorded, ConsentRevoked
from ccm_desktop.ledger.payloads.month import OtherService, ServiceWithdrawn
from ccm_desktop.ledger.payloads.patient import EarlierEnrolment, InitiatingVisit, PatientProgram, PatientRisk
from ccm_desktop.models.queries import months
from ccm_desktop.reports.packet_document import (
    CarePlanSection,
    ConsentEvent,
    ConsentSection,
    EligibilitySection,
    PlanCopy,
    PlanLine,
)
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.services import local_words
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.month_moment import visit_then
from ccm_desktop.services.packet_scene import Scene
from ccm_desktop.services.plan_changes import plan_lines
from ccm_desktop.services.plan_copies import COPY_METHODS
from ccm_desktop.services.plan_views import CarePlanView

_BY_WHOM = {
    "same_practitioner": "this practitioner",
    "same_practice": "this practice",
    "other_practice": "another practice",
}
_STATES = {"none": "No consent on file", "given": "Given", "declined": "Declined", "revoked": "Withdrawn"}


def consent_section(scene: Scene, patient: str) -> ConsentSection:
    """Everything that was ever said; the state is the one that held in the month."""
    said = list(scene.facts(ConsentRecorded, patient))
    ended = list(scene.facts(ConsentRevoked, patient))
    scene.resting_on.extend(op for op, _ in (*said, *ended))
    events = [
        ConsentEvent(
            kind=value.answer,
            said_at=scene.moment(value.consented_at),
            method=consent_rules.METHODS.get(value.method, value.method),
            elements=tuple(text for key, text in consent_rules.ELEMENTS.items() if key in value.elements),
            missing=_missing(value),
            practitioner=scene.name(value.practitioner),
            obtained_by=scene.name(value.obtained_by),
            given_by="the patient" if value.given_by == "patient" else value.given_by,
            note=value.note,
            recorded_by=scene.name(op.header.act),
            recorded_at=scene.moment(op.header.ut // 1000),
            op=op.id,
        )
        for op, value in said
        if value.program == "CCM"
    ]
    events += [
        ConsentEvent("revoked", scene.moment(value.revoked_at), "", (), (), "", "", "the patient", value.reason,
                     scene.name(op.header.act), scene.moment(op.header.ut // 1000), op.id)
        for op, value in ended
        if value.program == "CCM"
    ]  # fmt: skip
    return ConsentSection(_state(scene, patient), tuple(sorted(events, key=lambda event: (event.said_at.at, event.op))))


def _missing(value: ConsentRecorded) -> tuple[str, ...]:
    if value.answer != "given":
        return ()
    return tuple(text for key, text in consent_rules.ELEMENTS.items() if key not in value.elements)


def _state(scene: Scene, patient: str) -> str:
    """What held in the month: what was said after it changes nothing."""
    connection = scene.reader.connection
    answers = (
        consent_rules.Answer(row[0], row[1], practitioner=row[4])
        for row in months.consents(connection, patient).get(patient, ())
    )
    revoked = (row[0] for row in months.revocations(connection, patient).get(patient, ()))
    standing = consent_rules.standing(answers, revoked, scene.span[1])
    at = standing.revoked_at if standing.revoked_at is not None else standing.answer and standing.answer.at
    return f"{_STATES[standing.status]}{f' on {scene.moment(at).local}' if at is not None else ''}"


def eligibility_section(scene: Scene, patient: str) -> EligibilitySection:
    """Enrolment, visit and risk with every version that was ever written."""
    enrolments = _enrolments(scene, patient)
    latest = enrolments[-1] if enrolments else None
    visit = visit_then(scene.reader.history(patient), scene.end)
    first, last = scene.month.first_day.isoformat(), scene.month.last_day.isoformat()
    services = [
        (op, value) for op, value in scene.facts(OtherService, patient) if first <= value.service_on <= last
    ]  # fmt: skip
    gone = {value.service: (op, value) for op, value in scene.facts(ServiceWithdrawn, patient)}
    scene.resting_on.extend(op for op, _ in (*services, *gone.values()))
    return EligibilitySection(
        enrolled_earlier=tuple(map(_span, enrolments[:-1])),
        enrolled_from=_day(latest.started_on) if latest else "",
        enrolled_to=(_day(latest.ended_on) or "today") if latest else "",
        last_seen_on=_day(latest.last_seen_on) if latest else "",
        initiating_visit=_visit(scene, visit) if visit else "",
        visits=tuple(_versions(scene, InitiatingVisit, patient)),
        risk=tuple(_versions(scene, PatientRisk, patient)),
        enrolment=tuple(_versions(scene, PatientProgram, patient)),
        other_services=tuple(
            f"{value.service_code} on {_day(value.service_on)} by {_BY_WHOM.get(value.by_whom, value.by_whom)}, "
            f"{value.status.replace('_', ' ')}"
            + (f" (withdrawn: {gone[op.header.e][1].reason})" if op.header.e in gone else "")
            for op, value in services
        ),
        stays=tuple(_stays(scene, patient)),
    )


def _enrolments(scene: Scene, patient: str) -> tuple[EarlierEnrolment, ...]:
    """Those that touch the month, oldest first, whatever began after it."""
    held = scene.held(PatientProgram, patient)
    if held is None:
        return ()
    first, last, now = scene.month.first_day.isoformat(), scene.month.last_day.isoformat(), held[1]
    latest = EarlierEnrolment(now.started_on, now.ended_on, now.reason, now.new_patient, now.last_seen_on)
    every = (*now.earlier, *((latest,) if now.started_on else ()))
    return tuple(one for one in every if one.started_on <= last and (not one.ended_on or one.ended_on >= first))


def _span(one: EarlierEnrolment) -> str:
    return f"{_day(one.started_on)} – {_day(one.ended_on)}"


def _visit(scene: Scene, visit: InitiatingVisit) -> str:
    if not visit.visit_on:
        return ""
    in_person = "face to face" if visit.face_to_face else "not face to face"
    seen = "by video" if visit.telehealth else in_person
    told = "care management was discussed" if visit.ccm_discussed else "care management was not discussed"
    by = f" by {scene.name(visit.visit_by)}" if visit.visit_by else ""
    return f"{visit.visit_code or 'No code'} on {_day(visit.visit_on)}{by}, {seen}, {told}"


def _versions(scene: Scene, cls: type[Any], entity: str) -> Iterator[Recorded]:
    for op, value in scene.versions(cls, entity):
        scene.resting_on.append(op)
        text = _visit(scene, value) or "No visit" if isinstance(value, InitiatingVisit) else _said(scene, value)
        yield scene.recorded(op, text)


def _said(scene: Scene, value: object) -> str:
    """The fields of a register that say something, in words."""
    found = []
    for field in fields(value):  # type: ignore[arg-type]
        content = getattr(value, field.name)
        if content in ("", None, ()):
            continue
        if isinstance(content, tuple):
            content = "; ".join(map(_span, content))
        said = "yes" if content is True else "no" if content is False else str(content)
        found.append(f"{field.name.replace('_', ' ')}: {scene.name(said) if field.name.endswith('_by') else said}")
    return ", ".join(found)


def _stays(scene: Scene, patient: str) -> Iterator[str]:
    for start, end in months.stays(scene.reader.connection, *scene.span, patient).get(patient, ()):
        until = scene.moment(end).local if end is not None else "no end is recorded"
        yield f"{scene.moment(start).local} – {until}"


def care_plan_section(scene: Scene, plans: CarePlanService, patient: str) -> CarePlanSection:
    """The version in force when the month ended, read from the operations it names."""
    saved = [(op, value) for op, value in scene.facts(PlanVersion, patient)]
    closing = scene.span[1] * 1000
    before = [item for item in saved if item[0].header.ut < closing]
    withdrawn = {value.copy: op for op, value in scene.facts(PlanCopyWithdrawn, patient)}
    given_ever = list(scene.facts(PlanCopyGiven, patient))
    copies = [item for item in given_ever if item[0].header.e not in withdrawn]
    scene.resting_on.extend(op for op, _ in (*before[-1:], *given_ever))
    scene.resting_on.extend(withdrawn.values())
    if not before:
        return CarePlanSection("", "none", "", None, "", (), (), (), len(saved))
    op, version = before[-1]
    opened_with = [item[0].header.e for item in before if item[0].header.ut < scene.span[0] * 1000]
    numbers = {item[0].header.e: marked(item[0].header.e, item[1].number) for item in saved}
    return CarePlanSection(
        version=numbers[op.header.e],
        status=version.status,
        saved_by=scene.name(op.header.act),
        saved_at=scene.moment(op.header.ut // 1000),
        what=version.what,
        lines=tuple(_plan_lines(plans.version(op.header.e))),
        changes=_changes(plans, opened_with[-1] if opened_with else "", op.header.e),
        copies=tuple(
            PlanCopy(numbers.get(value.version, "unknown"), scene.moment(value.given_at),
                     COPY_METHODS.get(value.how, value.how), value.to_whom, scene.name(given.header.act),
                     tuple(BY_KEY[key].title if key in BY_KEY else key for key in value.sections),
                     _day(value.permitted_on))
            for given, value in copies
            if value.version in numbers
        ),
        later_versions=len(saved) - len(before),
    )  # fmt: skip


def _plan_lines(plan: CarePlanView) -> Iterator[PlanLine]:
    """The items of the plan; the review is a bare date in a comparison, and says here what it is."""
    review = plan.review.value
    for section, text in plan_lines(plan):
        if section != "Review":
            yield PlanLine(section, text)
    if review.reviewed_on:
        yield PlanLine("Last review", _day(review.reviewed_on))
    if review.review_on:
        yield PlanLine("Next review", _day(review.review_on))


def _changes(plans: CarePlanService, before: str, after: str) -> tuple[str, ...]:
    if not before:
        return ("The plan was made this month.",)
    if before == after:
        return ()
    return tuple(
        f"{change.section} changed from “{change.before}” to “{change.after}”"
        if change.kind == "changed"
        else f"{change.section} {change.kind}: {change.after or change.before}"
        for change in plans.compare(before, after)
    )


def _day(text: str) -> str:
    return local_words.day(date.fromisoformat(text)) if text else ""
