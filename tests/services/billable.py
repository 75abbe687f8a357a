"""Patients whose October 2026 supports a code, made through the services."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_signing import PRACTITIONER
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PlanReview
from ccm_desktop.services.month_desk import survey
from ccm_desktop.services.office import Office
from ccm_desktop.services.time_entries import TimedWork
from tests.services.conftest import Demo

MBI = "1EG4TE5MK73"
NPI = "1234567893"
OCTOBER = Month(2026, 10)


def with_npi(demo: Demo) -> None:
    """The billing practitioner gets a number that passes its check."""
    form = demo.office.people.open(demo.biller)
    demo.office.people.save(replace(form, value=replace(form.value, npi=NPI)))


def enrolled_in_full(demo: Demo, family: str, given: str = "Ann", *, sex: str = "female", mbi: str = MBI) -> str:
    """Consent, conditions, plan and copy all in place."""
    office = demo.office
    patient = demo.patient(family, given, birth_date="1946-05-04", sex=sex, mrn=f"M-{family[:8]}", mbi=mbi)
    found = (demo.problem(patient, "Essential hypertension", "I10"), demo.problem(patient, "Type 2 diabetes", "E11.9"))
    demo.attest(patient, dict.fromkeys(found, True))
    office.enrolment.enrol(patient, last_seen_on="2026-09-20")
    office.enrolment.record_consent(patient, demo.consent())
    text = GoalText("Blood pressure below 130/80", found[0], target="below 130/80")
    goal = office.care_plans.save(patient, (Form("", text),), "Goal added").value[0]
    daily = InterventionText("Keep the home log", goal, found[0], "patient", "every day")
    forms = (Form("", daily), Form(patient, PlanReview("2027-04-14")))
    office.care_plans.save(patient, forms, "Plan reviewed")
    office.care_plans.copy_given(patient, office.care_plans.view(patient).versions[0].version_id, "mailed")
    return patient


def worked(demo: Demo, patient: str, seconds: int, outcome: str = "reached", reason: str = "") -> None:
    """A timed call of that length, from now."""
    demo.clock.advance(60)
    start = demo.now
    demo.clock.advance(seconds)
    demo.office.time.record_timed(
        TimedWork(
            patient,
            start,
            start + seconds,
            "call_patient",
            outcome,
            "Reviewed readings; teach-back done.",
            reason=reason,
        )
    )


def billable(demo: Demo, family: str, seconds: int = 1500, **more: str) -> str:
    """A patient with so much counted time and nothing in the way."""
    patient = enrolled_in_full(demo, family, **more)
    worked(demo, patient, seconds)
    return patient


def closed_unasked(office: Office, month: Month = OCTOBER) -> int:
    """Close the month as it is, past the checklist and without signatures: for tests of what follows a closing."""
    closing = office.month_closing
    with office.context.transaction() as tx:
        found = survey(closing._context, closing._boards, tx, month, PRACTITIONER)
        return closing._record(tx, month, found, {})


def reopened(office: Office, *scope: str, month: Month = OCTOBER) -> None:
    """Reopen it, for these patients or for all."""
    office.month_closing.reopen(month, office.month_closing.standing(month).heads, "A late entry", scope)
