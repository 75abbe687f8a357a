"""Teach-backs: what was not understood is back at the next contact until it is, on a real file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.teach_back import TeachBackRecorded
from ccm_desktop.services.call_ending import CallToEnd
from ccm_desktop.services.forms import Form, GoalText, MedicationOrder, NextContact, SymptomToWatch
from tests.services.conftest import Demo


class Taught:
    """An enrolled patient with a symptom to watch and a medication."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.office = demo, demo.office
        self.patient = demo.enrolled()
        self.office.enrolment.record_consent(self.patient, demo.consent())
        forms: list[Form[Any]] = [Form("", SymptomToWatch("Ankles swell", "Call us the same day")),
                 Form("", MedicationOrder("Furosemide", "40", "mg", frequency="every morning"))]  # fmt: skip
        self.symptom, self.drug = self.office.care_plans.save(self.patient, forms).value

    def record(self, result: str, words: str = "", line: str = "") -> str:
        self.demo.clock.advance(1)
        return self.office.teach_backs.record(self.patient, line or self.symptom, result, words).value

    def again(self) -> list[str]:
        return [one.instruction for one in self.office.teach_backs.of(self.patient) if one.again]

    def call(self) -> Any:
        return self.office.call_desk.open(self.patient)


@pytest.fixture
def taught(demo: Demo) -> Taught:
    return Taught(demo)


def test_what_is_not_understood_returns_until_it_is(taught: Taught) -> None:
    taught.record("not", "I drink more water then")
    assert taught.again() == ["Ankles swell: Call us the same day"]
    taught.record("partly")
    assert taught.again() == ["Ankles swell: Call us the same day"], "once, however often it was asked"
    done = taught.record("understood")
    assert taught.again() == []
    assert len(taught.office.teach_backs.of(taught.patient)) == 3, "every result stays"
    taught.office.teach_backs.withdraw(done)
    assert taught.again() == ["Ankles swell: Call us the same day"]
    with pytest.raises(Refusal):
        taught.office.teach_backs.withdraw(done)


def test_a_line_that_left_the_plan_returns_no_more(taught: Taught) -> None:
    taught.record("not")
    taught.record("not", line=taught.drug)
    (symptom,) = taught.office.care_plans.view(taught.patient).short["symptoms"]
    gone = Form(symptom.entity, SymptomToWatch("Ankles swell", status="removed"), symptom.heads)
    taught.office.care_plans.save(taught.patient, [gone])
    assert taught.again() == ["Furosemide 40 mg every morning"]


def test_the_next_call_goes_over_it_and_records_what_came_of_it(taught: Taught) -> None:
    taught.record("not", "Do not know")
    session = taught.office.timer.start(taught.patient).value
    desk = taught.call()
    prompt = f"go_over/{taught.symptom}"
    assert desk.call.scripts[1].title == "Go over again", "after who is on the line was asked"
    assert prompt in desk.to_repeat
    call = desk.call.answer(prompt, "y", "Call you when my ankles swell").answer("monthly_check_in/identity", "y")
    taught.office.calls.keep(taught.patient, session, call)
    assert taught.call().call.said(prompt) == call.said(prompt), "a crash loses nothing of it"
    taught.demo.clock.advance(60)
    taught.office.timer.tick()
    taught.office.call_ending.finish(CallToEnd(taught.patient, session, call, "reached", "Went over the signs"))
    last = taught.office.teach_backs.of(taught.patient)[0]
    assert (last.result, last.words, taught.again()) == ("understood", "Call you when my ankles swell", [])
    assert "go_over" not in [script.key for script in taught.office.calls.preview(taught.patient).call.scripts]


def test_a_call_that_goes_over_a_line_of_a_newer_program_can_be_ended(taught: Taught) -> None:
    """The record of the teach-back is understood here, the line itself is not."""
    with taught.office.context.transaction() as tx:
        newer = TeachBackRecorded("newer", "device", "Weigh every day", "refused", taught.office.context.person)
        tx.record(newer, entity="one", patient=taught.patient)
    (line,) = taught.office.teach_backs.of(taught.patient)
    assert line.told == "refused — Maria Ortiz, RN"
    session = taught.office.timer.start(taught.patient).value
    call = taught.call().call.answer("go_over/newer", "y", "On the scale").answer("monthly_check_in/identity", "y")
    taught.demo.clock.advance(60)
    taught.office.timer.tick()
    taught.office.call_ending.finish(CallToEnd(taught.patient, session, call, "reached", "Went over it"))
    last = taught.office.teach_backs.of(taught.patient)[0]
    assert (last.instruction, last.result, taught.again()) == ("Weigh every day", "understood", [])
    other = taught.demo.patient("Adams", "Ann")
    with pytest.raises(BadInput):
        taught.office.teach_backs.record(other, "newer", "not")


def test_today_and_the_history_and_the_checklist_of_the_plan_say_it(taught: Taught) -> None:
    taught.record("partly", "Something with my feet")
    form = taught.office.contacts.next_contact(taught.patient)
    taught.office.contacts.plan_next(Form(form.entity, NextContact("2026-10-14", "Monthly call"), form.heads))
    view = taught.office.today.view(taught.office.patients.panel(), everybody=True)
    assert [line.what for line in view.lines] == ["Monthly call · 1 to go over again"]
    plan = taught.office.care_plans.view(taught.patient)
    told = "Understood in part: “Something with my feet” — Maria Ortiz, RN"
    assert plan.again == {taught.symptom: told}
    assert [words for _, words in plan.beside] == [f"Teach-back: “Ankles swell: Call us the same day”: {told}"]
    versions = len(plan.versions)
    taught.record("understood")
    assert len(taught.office.care_plans.view(taught.patient).versions) == versions, "a fact beside the plan"


def test_what_is_refused(taught: Taught) -> None:
    other = taught.demo.patient("Adams", "Ann")
    problem = taught.office.care_plans.add_problem(taught.patient, "Hypertension", "I10").value
    (goal,) = taught.office.care_plans.save(taught.patient, [Form("", GoalText("Walk", problem))]).value
    for patient, line, result in (
        (other, taught.symptom, "not"), (taught.patient, goal, "not"),
        (taught.patient, "nothing", "not"), (taught.patient, taught.symptom, ""),
    ):  # fmt: skip
        with pytest.raises(BadInput):
            taught.office.teach_backs.record(patient, line, result)
    assert taught.again() == []


def test_without_a_planned_contact_it_stands_on_today_until_there_is_one(taught: Taught) -> None:
    def shown() -> list[tuple[str, str]]:
        lines = taught.office.today.view(taught.office.patients.panel(), everybody=True).lines
        return [(line.key.partition(":")[0], line.what) for line in lines if line.patient_id == taught.patient]

    def plan(day: str) -> None:
        form = taught.office.contacts.next_contact(taught.patient)
        taught.office.contacts.plan_next(replace(form, value=replace(form.value, next_contact_on=day)))

    plan("")
    taught.record("understood")
    assert shown() == []
    taught.record("not")
    taught.record("partly", line=taught.drug)
    words = "Teach-back: 2 to go over again at the next contact; none is planned"
    assert shown() == [("teach_back", words)]
    plan("2026-12-01")
    assert shown() == [], "it returns at that contact"
    plan("2026-10-14")
    ((kind, what),) = shown()
    assert kind == "call"
    assert what.endswith("2 to go over again")
    plan("")
    taught.record("understood")
    assert shown() == [("teach_back", words.replace("2", "1", 1))]
    taught.record("understood", line=taught.drug)
    assert shown() == []
