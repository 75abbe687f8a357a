"""How current all plans are, read in bulk: what one plan says of itself, whatever is in it, at any day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ccm_desktop.domain.plan_freshness import AGING, FRESH, STALE, Reason
from ccm_desktop.services.forms import (
    ConditionStatus,
    Form,
    GoalProgress,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    PlanReview,
)
from tests.services.conftest import Demo
from tests.services.test_care_plans import current, plan_of

DAY = 86_400


def save(demo: Demo, patient: str, *forms: Form[Any]) -> tuple[str, ...]:
    return demo.office.care_plans.save(patient, forms).value


def planned(demo: Demo, family: str, goal: str, *, template: str = "", review: str = "2027-01-14") -> tuple[str, str]:
    """A patient with one goal and its intervention."""
    patient = demo.patient(family)
    problem = demo.problem(patient, "Essential hypertension", "I10")
    (entity,) = save(demo, patient, Form("", GoalText(goal, problem, template=template)))
    save(demo, patient, Form("", InterventionText(f"See to it: {family}", entity)), Form(patient, PlanReview(review)))
    return patient, entity


def story(demo: Demo) -> str:
    """Every reason there is, and lines that count for nothing; the goal that somebody writes about later."""
    current(demo)
    planned(demo, "Adams", "BLOOD pressure  at home.")  # as in the plan of before
    planned(demo, "Baker", "Walk", template="hypertension@1")
    planned(demo, "Cole", "Sleep", review="")
    planned(demo, "Dunn", "Overdue", review="2026-10-01")
    demo.patient("Egan")  # nothing saved
    patient, goal = planned(demo, "Fox", "Reached")
    save(demo, patient, Form(goal, GoalStatus("achieved"), plan_of(demo, patient).problems[0].goals[0].status.heads))
    patient, goal = planned(demo, "Gray", "Ended", template="hypertension@1")
    save(demo, patient, Form(goal, GoalStatus("ended"), plan_of(demo, patient).problems[0].goals[0].status.heads))
    _, hall = planned(demo, "Hall", "Noted")
    patient = demo.patient("Ives")
    for name, template in (("Asthma", "hypertension@1"), ("Gout", "")):
        problem = demo.problem(patient, name, "J45.909" if name == "Asthma" else "M10.9")
        (step,) = save(demo, patient, Form("", InterventionText(f"Straight to {name}", "", problem, template=template)))
    code = next(one for one in plan_of(demo, patient).problems if one.code.value.display == "Asthma")
    save(demo, patient, Form(code.code.entity, ConditionStatus("resolved"), code.status.heads))
    patient, goal = planned(demo, "Jones", "Done step")
    new = [Form("", InterventionText(words, goal, template="hypertension@1")) for words in ("Over", "And out")]
    for step in save(demo, patient, *new):
        save(demo, patient, Form(step, InterventionStatus("done")))
    patient = demo.patient("Lund")
    problems = [demo.problem(patient, name, code) for name, code in (("Asthma", "J45.909"), ("Cramp", "R25.2"))]
    demo.attest(patient, {problems[0]: True, problems[1]: False})
    steps = [InterventionText(f"Straight to {one}", "", one, template="x@1") for one in problems]
    save(demo, patient, *(Form("", one) for one in (*steps, InterventionText("Own words", "", problems[0]))))
    patient, goal = planned(demo, "Kent", "Due", review="2026-12-30")
    text = plan_of(demo, patient).problems[0].goals[0].text
    save(demo, patient, replace(text, value=replace(text.value, due_on="2026-11-01")))
    return hall


def words(reason: Reason) -> str:
    return reason.words.partition(" word for word")[0]


def test_in_bulk_every_plan_is_as_current_as_it_says_itself(demo: Demo) -> None:
    hall = story(demo)
    office, seen = demo.office, set[str]()
    for days in (0, 20, 71, 100):
        demo.clock.advance(days * DAY)
        found = office.plan_freshness.of_all()
        told = {patient: [words(reason) for reason in one.reasons] for patient, one in found.items()}
        alone = {patient: office.plan_freshness.of(office.care_plans.view(patient)) for patient in found}
        assert told == {patient: [words(reason) for reason in one.reasons] for patient, one in alone.items()}
        levels = {patient: one.level for patient, one in found.items()}
        lines = office.patients.panel(levels=levels)
        assert {line.name for line in lines if not line.plan_level} == {"Egan, María"}
        assert {line.patient_id: line.plan_level for line in lines if line.plan_level} == levels
        seen |= set(levels.values())
        if days == 71:
            (patient,) = (line.patient_id for line in lines if line.name.startswith("Hall"))
            save(demo, patient, Form("", GoalProgress(hall, "2027-01-10", "140")))
    assert seen == {FRESH, AGING, STALE}


def test_more_patients_take_no_more_reads(demo: Demo) -> None:
    current(demo)

    def reads() -> int:
        told: list[str] = []
        with demo.office.context.reading() as reader:
            raw: Any = reader.connection.connection.driver_connection
            raw.set_trace_callback(told.append)
        demo.office.plan_freshness.of_all()
        raw.set_trace_callback(None)
        return len(told)

    before = reads()
    for family in ("Adams", "Baker", "Cole"):
        planned(demo, family, "Walk")
    assert reads() == before > 3
