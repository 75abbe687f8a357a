"""Instructions that differ from the plan: asked of a practitioner, decided in words, never merged, on a real file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.instruction import InstructionDecided
from ccm_desktop.services.forms import Form, GoalText, InterventionText, MedicationOrder, TaskStatus
from ccm_desktop.services.instructions import InstructionLine, NewInstruction
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.tasks import NewTask
from tests.services.conftest import Demo

OTHER = NewInstruction("", "Metoprolol 50 mg twice a day", "Dr. Chen, cardiology", "2026-10-12")


class Story:
    """A patient on metoprolol, and a cardiologist who says it differently."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.office = demo, demo.office
        self.patient = demo.patient()
        order = MedicationOrder("Metoprolol", "25", "mg", frequency="daily", prescriber="Dr. Reyes",
                                started_on="2026-05-01")  # fmt: skip
        (self.drug,) = self.office.care_plans.save(self.patient, [Form("", order)]).value
        self.id = self.office.instructions.raise_one(self.patient, self.new()).value

    def new(self, **more: Any) -> NewInstruction:
        return replace(OTHER, **{"line": self.drug, **more})

    @property
    def line(self) -> InstructionLine:
        return self.office.instructions.one(self.id)

    def as_practitioner(self) -> None:
        self.office.context.person = self.demo.biller

    def missing(self) -> list[str]:
        return [one.words for one in self.office.plan_signing.missing(self.patient)]


@pytest.fixture
def story(demo: Demo) -> Story:
    return Story(demo)


def test_both_sides_have_their_source_and_a_practitioner_is_asked(story: Story) -> None:
    raised = story.line.raised
    assert (raised.plan_says, raised.plan_by, raised.plan_on) == ("Metoprolol 25 mg daily", "Dr. Reyes", "2026-05-01")
    assert (raised.other_says, raised.other_by, raised.other_on) == (
        "Metoprolol 50 mg twice a day", "Dr. Chen, cardiology", "2026-10-12",
    )  # fmt: skip
    assert story.line.open
    story.as_practitioner()
    (asked,) = story.office.escalations.mine()
    assert asked.decides == story.id
    assert "Metoprolol 25 mg daily (Dr. Reyes)" in asked.reason
    plan = story.office.care_plans.view(story.patient)
    assert plan.differing == {story.drug: "Dr. Chen, cardiology: Metoprolol 50 mg twice a day"}
    assert any("Two instructions differ" in words for words in story.missing()), "nothing is signed before"


def test_what_the_plan_says_of_a_goal_and_of_an_intervention(story: Story) -> None:
    problem = story.office.care_plans.add_problem(story.patient, "Hypertension", "I10").value
    (goal,) = story.office.care_plans.save(story.patient, [Form("", GoalText("Walk", problem, target="2 miles"))]).value
    step = InterventionText("Home log", goal, problem, "Patient", "every day")
    (work,) = story.office.care_plans.save(story.patient, [Form("", step)]).value
    said = [story.office.instructions.plan_side(line) for line in (goal, work)]
    assert [(one.kind, one.says, one.by) for one in said] == [
        ("goal", "Walk, target 2 miles", ""), ("intervention", "Home log, every day", "Patient"),
    ]  # fmt: skip
    raised = story.office.instructions.raise_one(story.patient, story.new(line=work)).value
    assert story.office.instructions.one(raised).raised.plan_says == "Home log, every day"


def test_a_practitioner_decides_and_the_plan_stays_as_it_is(story: Story) -> None:
    before = story.office.care_plans.view(story.patient).medications[0].order
    with pytest.raises(Refusal) as refused:
        story.office.instructions.decide(story.line, "follow", "Heart rate")
    assert refused.value.code == "role_may_not"
    story.as_practitioner()
    with pytest.raises(BadInput):
        story.office.instructions.decide(story.line, "follow", " ")
    with pytest.raises(BadInput):
        story.office.instructions.decide(story.line, "withdrawn", "x")
    story.office.instructions.decide(story.line, "follow", "Heart rate above 90")
    plan = story.office.care_plans.view(story.patient)
    assert plan.medications[0].order == before, "nothing is merged"
    assert (plan.differing, story.line.open) == ({}, False)
    both = "“Metoprolol 25 mg daily” or “Metoprolol 50 mg twice a day” (Dr. Chen, cardiology)"
    because = "because Heart rate above 90 — Elena Reyes, MD"
    assert [words for _, words in plan.beside] == [f"Decided: Follow the other instruction: {both}, {because}"]
    assert not any("Two instructions" in words for words in story.missing())
    assert story.office.escalations.list() == ()
    (task,) = story.office.tasks.list(patient=story.patient)
    assert task.what.value.title == "Care plan: change “Metoprolol 25 mg daily” as decided"
    with pytest.raises(Refusal):
        story.office.instructions.withdraw(story.line)


def test_keeping_makes_no_task(story: Story) -> None:
    story.as_practitioner()
    story.office.instructions.decide(story.line, "keep", "Slow pulse in spring")
    assert story.office.tasks.list() == ()


def test_the_question_is_answered_by_the_decision_alone(story: Story) -> None:
    story.as_practitioner()
    (asked,) = story.office.escalations.mine()
    with pytest.raises(Refusal) as refused:
        story.office.escalations.act(asked.escalation_id, "Fine")
    assert refused.value.code == "decide_instruction"
    assert story.line.open


def test_raised_by_mistake_it_is_withdrawn_with_its_question(story: Story) -> None:
    story.office.instructions.withdraw(story.line)
    assert (story.line.open, story.office.escalations.list()) == (False, ())
    assert story.office.care_plans.view(story.patient).differing == {}


def test_who_decides_on_what_was_decided_meanwhile_is_told(story: Story) -> None:
    story.as_practitioner()
    seen = story.line
    story.office.instructions.decide(seen, "keep", "Slow pulse")
    with pytest.raises(Refusal) as refused:
        story.office.instructions.decide(seen, "follow", "Fast pulse")
    assert refused.value.code == "decided_meanwhile"


def test_two_who_decided_differently_at_once_leave_it_open(story: Story) -> None:
    """On two computers: neither wins by being later."""
    story.as_practitioner()
    story.office.instructions.decide(story.line, "keep", "Slow pulse")
    with story.office.context.transaction() as tx:
        decided = InstructionDecided(story.id, "follow", "Fast pulse", story.demo.biller)
        tx.record(decided, entity="elsewhere", patient=story.patient)
    line = story.line
    assert line.open
    assert len(line.standing) == 2
    assert any("Two instructions" in words for words in story.missing())
    story.office.instructions.decide(line, "other", "25 mg twice a day")
    assert not story.line.open
    assert len(story.line.decisions) == 3


def decided_elsewhere(story: Story, choice: str, why: str) -> None:
    with story.office.context.transaction() as tx:
        decided = InstructionDecided(story.id, choice, why, story.demo.biller)
        tx.record(decided, entity=f"elsewhere {choice} {why}", patient=story.patient)


@pytest.mark.parametrize(
    ("choice", "here", "there", "is_open"),
    [
        ("other", "Stop it altogether", "Double it", True),
        ("other", "Stop it  altogether ", "Stop it altogether", False),
        ("keep", "Slow pulse", "Kidneys", False),
        ("both", "In the morning", "In the evening", True),  # of a newer program
    ],
)
def test_two_who_decided_at_once_agree_on_what_holds_or_it_is_open(
    story: Story, choice: str, here: str, there: str, is_open: bool
) -> None:  # fmt: skip
    decided_elsewhere(story, choice, here)
    decided_elsewhere(story, choice, there)
    assert story.line.open is is_open
    assert len(story.office.care_plans.view(story.patient).beside) == 2


def test_the_task_of_a_decision_goes_when_a_later_one_does_not_want_it(story: Story) -> None:
    story.as_practitioner()

    def tasks() -> list[str]:
        return [one.what.value.title for one in story.office.tasks.list(patient=story.patient)]

    story.office.tasks.add(NewTask("Call the pharmacy", story.patient))
    story.office.instructions.decide(story.line, "follow", "Fast pulse")
    decided_elsewhere(story, "keep", "Slow pulse")
    assert len(tasks()) == 2
    story.office.instructions.decide(story.line, "keep", "Slow pulse, talked to Dr. Chen")
    assert tasks() == ["Call the pharmacy"]
    dropped = [one for one in story.office.tasks.list(patient=story.patient, open_only=False)
               if one.status.value.status == "dropped"]  # fmt: skip
    assert [one.status.value.outcome for one in dropped] == ["Decided otherwise since"]


def test_a_task_of_which_two_say_two_things_is_not_dropped_over_it(story: Story) -> None:
    story.as_practitioner()
    story.office.instructions.decide(story.line, "follow", "Fast pulse")
    decided_elsewhere(story, "keep", "Slow pulse")
    (task,) = story.office.tasks.list(patient=story.patient)
    with story.office.context.transaction() as tx:
        for said in (TaskStatus("done", "Changed it"), TaskStatus()):
            tx.record(said, entity=task.task_id, patient=story.patient, prev=task.status.heads)
    (before,) = story.office.tasks.list(patient=story.patient)
    story.office.instructions.decide(story.line, "keep", "Slow pulse")
    assert story.office.tasks.list(patient=story.patient) == (before,)
    assert before.in_conflict


def test_a_decision_is_about_what_the_plan_says_today(story: Story) -> None:
    nurse = story.office.context.person
    seen = story.line
    assert not seen.changed
    story.as_practitioner()
    order = story.office.care_plans.view(story.patient).medications[0].order
    story.office.context.person = nurse
    story.office.care_plans.save(story.patient, [replace(order, value=replace(order.value, dose="50"))])
    story.as_practitioner()
    with pytest.raises(Refusal) as refused:
        story.office.instructions.decide(seen, "keep", "Slow pulse")
    assert refused.value.code == "plan_line_changed"
    assert (story.line.changed, story.line.raised.plan_says) == (True, "Metoprolol 25 mg daily")
    assert story.line.plan_now == "Metoprolol 50 mg daily"
    story.office.instructions.decide(story.line, "keep", "Slow pulse")
    ((_, words),) = story.office.care_plans.view(story.patient).beside
    assert "Keep what the plan says: “Metoprolol 50 mg daily” or" in words


def test_only_a_line_of_this_patients_plan(story: Story) -> None:
    other = story.demo.patient("Adams", "Ann")
    with pytest.raises(BadInput):
        story.office.instructions.raise_one(other, story.new())
    for change in ({"other_says": " "}, {"other_by": ""}, {"other_on": "soon"}, {"line": "nothing"}):
        with pytest.raises(BadInput):
            story.office.instructions.raise_one(story.patient, story.new(**change))
    (goal,) = story.office.care_plans.save(other, [Form("", GoalText("Walk", target="15 minutes"))]).value
    assert story.office.instructions.plan_side(goal).says == "Walk, target 15 minutes"


def test_whoever_hands_a_paper_out_is_told_that_nobody_has_decided(story: Story) -> None:
    def remark() -> str:
        found = story.office.plan_printing.paper(story.patient, PaperChoice()).remark
        return found().words if found is not None else ""

    assert remark().startswith("An instruction differs from this plan and nobody has decided yet.")
    story.as_practitioner()
    story.office.instructions.decide(story.line, "keep", "Heart rate is fine")
    assert "differs" not in remark()
