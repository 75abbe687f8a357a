"""One patient at a glance: the identity banner and the summary tab."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.assessment import is_complex
from ccm_desktop.domain.billing.ladder import ladder, next_threshold
from ccm_desktop.domain.calendar import Month, age_on, from_epoch, local_day, time_zone
from ccm_desktop.domain.search import name_key
from ccm_desktop.ledger.payloads.care_plan import PlanReview
from ccm_desktop.ledger.payloads.patient import NextContact, PatientAssignment, PatientContact, PatientProgram
from ccm_desktop.models.queries import conflicts, months, patients, timers
from ccm_desktop.models.store import Reader
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.chart_views import PatientHeader, PatientSummary
from ccm_desktop.services.contacts import ContactService
from ccm_desktop.services.context import Context
from ccm_desktop.services.enrolment import consent_state
from ccm_desktop.services.month_time import decision_on, month_time
from ccm_desktop.services.patients import condition_facts, who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_forms import unseen_ends
from ccm_desktop.services.plan_status import status_now
from ccm_desktop.services.plan_views import GoalView, ProblemView
from ccm_desktop.services.reading_lines import lines_of as reading_lines
from ccm_desktop.services.readings import rounded
from ccm_desktop.services.time_views import MonthTime, Threshold
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_views import TimerView

_CONTACTS_SHOWN = 5


class ChartService:
    """Reads what the workspace shows."""

    def __init__(self, context: Context, plans: CarePlanService, contacts: ContactService, timer: TimerService) -> None:
        self._context = context
        self._plans = plans
        self._contacts = contacts
        self._timer = timer

    def header(self, patient: str) -> PatientHeader:
        """The identity banner."""
        with self._context.reading() as reader:
            return self._header(reader, patient)

    def month(self, patient: str, month: Month | None = None) -> MonthTime:
        """The patient's time in a month, this one when left out."""
        with self._context.reading() as reader:
            return month_time(self._context, reader, patient, month or self._context.month())

    def summary(self, patient: str) -> PatientSummary:
        """The first tab."""
        plan = self._plans.view(patient)
        time, header = self.month(patient), self.header(patient)
        contacts = self._contacts.list(patient, _CONTACTS_SHOWN)
        due = tuple(note for note in self._timer.note_due() if note.patient_id == patient)
        with self._context.reading() as reader:
            connection = reader.connection
            conditions = months.conditions(connection, patient).get(patient, ())
            facts = condition_facts(conditions)
            encounter = patients.last_encounter(connection, patient)
            next_contact = reader.held(NextContact, patient)
            zone = time_zone(self._context.practice_of(reader).time_zone)
            return PatientSummary(
                header=header,
                time=time,
                open_goals=_goals(plan.problems, plan.unattached_goals),
                last_contacts=contacts,
                next_contact_on=next_contact.value.next_contact_on if next_contact else "",
                conditions=tuple(
                    (row.display, ", ".join(fact.families) if fact.chronic == "yes" or fact.attested else "")
                    for row, fact in zip(conditions, facts, strict=True)
                ),
                medications=tuple(_medication(*row) for row in patients.medications(connection, patient)),
                allergies=tuple(
                    f"{substance} ({reaction})" if reaction else substance
                    for substance, reaction in patients.allergies(connection, patient)
                ),
                readings=tuple(
                    (display, f"{rounded(value)} {unit}".strip(), at)
                    for display, value, unit, at in patients.readings(connection, patient)
                ),
                readings_open=tuple(
                    line.words for line in reading_lines(self._context, reader, patient=patient, open_only=True)
                ),
                last_encounter=_encounter(encounter, zone),
                note_due=due,
            )

    def timer(self) -> TimerView:
        """What the timer bar shows, with the month's total of the patient being timed."""
        view = self._timer.view()
        if view.state == "idle":
            return view
        with self._context.reading() as reader:
            span = self._context.month().bounds(self._context.zone_of(reader))
            decision = decision_on(self._context, reader, view.patient_id, self._context.month())
            waiting = timers.waiting_seconds(reader.connection, view.patient_id, *span, without=view.session_id)
        if decision is None:
            return replace(view, projected_seconds=view.elapsed_seconds + waiting)
        staff, own = decision.staff_seconds + view.elapsed_seconds, decision.practitioner_seconds
        step = next_threshold(staff, own, is_complex(decision.facts), decision.rules)
        ahead = None if step is None else Threshold(*step)
        reach = ladder(decision, view.elapsed_seconds)  # as many steps as the running time has come past, and one
        return replace(
            view, month_seconds=decision.counted_seconds, next=ahead,
            ladder=replace(reach, waiting=reach.waiting - view.elapsed_seconds),
            projected_seconds=view.elapsed_seconds + waiting,
        )  # fmt: skip

    def _header(self, reader: Reader, patient: str) -> PatientHeader:
        who = who_is(reader, patient)
        contact = reader.held(PatientContact, patient)
        program = reader.held(PatientProgram, patient)
        assignment = reader.held(PatientAssignment, patient)
        reach = contact.value if contact else PatientContact()
        assigned = assignment.value if assignment else PatientAssignment()
        names = {person.id: person.title for person in people_of(reader)}
        review = reader.held(PlanReview, patient)
        versions = months.plan_versions(reader.connection, 2**62, patient).get(patient, ())
        same = name_key(who.family, who.given)
        others = (name_key(*name) for name in patients.names(reader.connection))
        today = local_day(self._context.clock.now(), time_zone(self._context.practice_of(reader).time_zone))
        return PatientHeader(
            patient_id=patient,
            name=f"{who.family}, {who.given}",
            sex=who.sex,
            birth_on=who.birth_date,
            age=age_on(who.birth_date, today),
            mrn=who.mrn,
            phone=reach.phone,
            best_time=reach.best_time,
            language=reach.language,
            practitioner=names.get(assigned.practitioner, ""),
            coordinator=names.get(assigned.coordinator, ""),
            program_status=program.value.status if program else "candidate",
            consent=consent_state(reader, patient),
            plan_status=status_now(reader, patient, today) if versions else "none",
            plan_version=versions[-1][1] if versions else 0,
            plan_review_on=review.value.review_on if review else "",
            same_name_count=sum(other == same for other in others),
            deceased_on=who.deceased_on,
            to_resolve=len(conflicts.differing(reader, patient)) + sum(1 for _ in unseen_ends(reader, patient)),
        )


def _goals(problems: tuple[ProblemView, ...], loose: tuple[GoalView, ...]) -> tuple[GoalView, ...]:
    return (*(goal for problem in problems for goal in problem.goals), *loose)


def _medication(drug: str, dose: str, unit: str, frequency: str, directions: str) -> str:
    amount = " ".join(part for part in (dose, unit) if part)
    return ", ".join(part for part in (f"{drug} {amount}".strip(), frequency or directions) if part)


def _encounter(row: Any, zone: ZoneInfo) -> str:
    if row is None:
        return ""
    day = local_day(from_epoch(row.started_at), zone)
    return f"{day:%b} {day.day}, {day.year} · {row.reason or row.setting_class}"
