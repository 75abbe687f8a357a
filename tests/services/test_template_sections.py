"""Where lines of a template land: goals with an owner, signs among the symptoms to watch, items that come due."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_template import PlanTemplate, TemplateGoal, TemplateVariable, WatchSign
from ccm_desktop.ledger import payload
from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.forms import (
    Form,
    GoalText,
    InterventionText,
    PracticeTemplate,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.plan_content import content_of, permitted
from ccm_desktop.services.plan_marks import faults
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_templates import Chosen, TemplatePreview
from ccm_desktop.services.plan_views import CarePlanView
from tests.services.conftest import Demo

EMERGENCY = "blood pressure above 180/120 with chest pain, breathlessness, weakness, trouble speaking or seeing"
OLD = f"Watch for {EMERGENCY}. What to do: call 911."
"""As version 1 of the template wrote it into an intervention."""


@pytest.fixture
def patient(demo: Demo) -> str:
    found = demo.patient()
    demo.problem(found, "Essential hypertension", "I10")
    return found


def plan_of(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def problem_of(demo: Demo, patient: str) -> str:
    return plan_of(demo, patient).problems[0].code.entity


def preview(demo: Demo, patient: str, key: str = "hypertension") -> TemplatePreview:
    return demo.office.plan_templates.preview(patient, key, {}, problem_of(demo, patient))


def apply(
    demo: Demo, patient: str, *lines: str, update: tuple[str, ...] = (), key: str = "hypertension"
) -> tuple[str, ...]:  # fmt: skip
    """Those lines; all that is new where none is named."""
    shown = preview(demo, patient, key)
    forms = {line: shown.updates[line].form for line in update}
    new = lines or (() if update else shown.new)
    return demo.office.plan_templates.apply(
        patient, Chosen(shown.template.name, new, shown.values, shown.problem, forms)
    ).value


def written(demo: Demo, patient: str, value: object) -> str:
    return demo.office.care_plans.save(patient, [Form("", value)]).value[0]


def state(shown: TemplatePreview, line: str) -> str:
    return next(one.state for one in shown.lines if one.line.id == line)


def symptoms(demo: Demo, patient: str) -> list[SymptomToWatch]:
    return [one.value for one in plan_of(demo, patient).short["symptoms"]]


def due(demo: Demo, patient: str) -> list[PreventiveItem]:
    return [one.value for one in plan_of(demo, patient).short["preventive"]]


def test_signs_of_a_template_are_symptoms_to_watch_with_what_to_do_and_how_fast(demo: Demo, patient: str) -> None:
    apply(demo, patient)
    found = {one.sign: one for one in symptoms(demo, patient)}
    assert found[EMERGENCY] == SymptomToWatch(
        EMERGENCY, "call 911.", "emergency", problem_of(demo, patient), "hypertension@2"
    )
    assert [one.urgency for one in found.values()].count("same_day") == 2
    plan = plan_of(demo, patient)
    assert next(one.state for one in plan.sections if one.key == "symptoms") == "complete"
    assert not any("Watch" in one.text.value.description for one in interventions_of(plan))
    assert preview(demo, patient).new == (), "nothing is new to a plan that has it all"


def test_the_patients_copy_says_when_to_call_and_no_order_to_staff(demo: Demo, patient: str) -> None:
    apply(demo, patient)
    goal = goals_of(plan_of(demo, patient))[0].text.entity
    written(demo, patient, InterventionText("explain: why salt matters", goal, responsible="Nurse"))
    for language in ("en", "es"):
        content = content_of(plan_of(demo, patient), language)
        said = str(content)
        assert any(one.sign == EMERGENCY and one.urgency == "emergency" for one in content.symptoms)
        assert "explain" not in said.casefold()
        assert "told back" not in said
        assert "kidney function" in said.casefold(), "work that is no such order stays"
        assert "explain" not in str(permitted(content, ("problems", "symptoms"))).casefold()


def test_how_often_stands_before_whole_sentences(demo: Demo, patient: str) -> None:
    """`call 911., every day` told a patient to call 911 every day."""
    problem = problem_of(demo, patient)
    written(demo, patient, InterventionText(OLD, condition=problem, responsible="Patient", frequency="every day"))
    written(demo, patient, InterventionText("Weigh", condition=problem, frequency="every day"))
    assert set(content_of(plan_of(demo, patient), "en").also) == {f"Every day: {OLD}", "Weigh, every day"}


@pytest.mark.parametrize("mark", ["hypertension@1", ""])
def test_a_sign_that_stands_as_an_intervention_is_not_doubled_and_not_changed(
    demo: Demo, patient: str, mark: str
) -> None:
    problem = problem_of(demo, patient)
    old = InterventionText(OLD, "", problem, "Patient or caregiver", "every day", template=mark)
    entity = written(demo, patient, old)
    shown = preview(demo, patient)
    assert (state(shown, "w2"), "w2" in shown.new) == ("exists", False)
    assert not shown.updates["w2"].is_outdated, "the window proposes no update of it"
    apply(demo, patient)
    kept = {one.text.entity: one.text.value for one in interventions_of(plan_of(demo, patient))}
    assert kept[entity] == old
    assert EMERGENCY not in [one.sign for one in symptoms(demo, patient)]


def test_a_sign_that_stands_as_an_intervention_is_moved_by_an_update_and_back_by_one_undo(
    demo: Demo, patient: str
) -> None:
    problem = problem_of(demo, patient)
    written(demo, patient, InterventionText(OLD, "", problem, "Patient", "every day", template="hypertension@1"))
    apply(demo, patient, update=("w2",))
    assert symptoms(demo, patient) == [
        SymptomToWatch(EMERGENCY, "call 911.", "emergency", problem, "hypertension@2")
    ]  # fmt: skip
    assert interventions_of(plan_of(demo, patient)) == ()
    demo.office.care_plans.undo(patient)
    assert symptoms(demo, patient) == []
    assert [one.text.value.description for one in interventions_of(plan_of(demo, patient))] == [OLD]


def test_an_intervention_that_was_changed_since_it_was_read_is_not_ended(demo: Demo, patient: str) -> None:
    problem = problem_of(demo, patient)
    written(demo, patient, InterventionText(OLD, "", problem, "Patient", "every day"))
    shown = preview(demo, patient)
    (one,) = interventions_of(plan_of(demo, patient))
    changed = replace(one.text.value, responsible="Daughter")
    demo.office.care_plans.save(patient, [replace(one.text, value=changed)])
    chosen = Chosen(shown.template.name, (), shown.values, problem, {"w2": shown.updates["w2"].form})
    with pytest.raises(Refusal) as refusal:
        demo.office.plan_templates.apply(patient, chosen)
    assert refusal.value.code == "plan_changed"
    assert [one.text.value for one in interventions_of(plan_of(demo, patient))] == [changed]


def test_a_sign_written_by_hand_is_not_doubled_and_may_be_given_what_to_do(demo: Demo, patient: str) -> None:
    entity = written(demo, patient, SymptomToWatch(EMERGENCY.upper(), "", "call", "", ""))
    shown = preview(demo, patient)
    assert state(shown, "w2") == "differs"
    assert not shown.updates["w2"].is_outdated
    apply(demo, patient, update=("w2",))
    (form,) = plan_of(demo, patient).short["symptoms"]
    assert (form.entity, form.value.do, form.value.urgency) == (entity, "call 911.", "emergency")
    assert form.value.condition == "", "which problem it belongs to is the plan's own"


def test_a_sign_keeps_its_mark_until_a_person_says_something_else(demo: Demo, patient: str) -> None:
    apply(demo, patient, "w2")
    (form,) = plan_of(demo, patient).short["symptoms"]
    demo.office.care_plans.save(patient, [replace(form, value=replace(form.value, do=" CALL 911 "))])
    (form,) = plan_of(demo, patient).short["symptoms"]
    assert form.value.template == "hypertension@2"
    demo.office.care_plans.save(patient, [replace(form, value=replace(form.value, urgency="call"))])
    assert plan_of(demo, patient).short["symptoms"][0].value.template == ""


def test_goals_of_a_template_have_an_owner_so_that_they_can_be_signed(demo: Demo, patient: str) -> None:
    apply(demo, patient)
    today = date.fromisoformat(preview(demo, patient).days["g1"]) - timedelta(weeks=12)
    goals = goals_of(plan_of(demo, patient))
    assert {one.text.value.owner for one in goals} == {"Patient"}
    assert [faults(one.text.value, today) for one in goals] == [{}, {}, {}]


def test_an_update_brings_an_owner_where_there_is_none_and_leaves_the_one_there_is(demo: Demo, patient: str) -> None:
    apply(demo, patient, "g2", "g3")
    salt, moves = (one.text for one in goals_of(plan_of(demo, patient)))
    demo.office.care_plans.save(patient, [
        replace(salt, value=replace(salt.value, owner="")),
        replace(moves, value=replace(moves.value, owner="Daughter")),
    ])  # fmt: skip
    shown = preview(demo, patient)
    assert (state(shown, "g2"), state(shown, "g3")) == ("differs", "exists")
    moves = goals_of(plan_of(demo, patient))[1].text
    demo.office.care_plans.save(patient, [replace(moves, value=replace(moves.value, target="as she can"))])
    apply(demo, patient, update=("g2", "g3"))
    found = [(one.text.value.owner, one.text.value.target) for one in goals_of(plan_of(demo, patient))]
    assert found == [("Patient", "5 or more days a week"), ("Daughter", "150 minutes a week")]


def test_what_comes_due_is_a_preventive_item_with_its_day_or_one_to_type(demo: Demo, patient: str) -> None:
    """Twelve weeks from Oct 14, 2026 is Jan 6, 2027; a vaccine depends on when the last one was."""
    shown = preview(demo, patient, "diabetes")
    by_words = {one.line.description: one.line.id for one in shown.lines if one.line.kind == "due"}
    eye, flu = by_words["Dilated eye exam"], by_words["Flu vaccine"]
    assert (shown.days[eye], shown.days[flu]) == ("2027-01-06", "")
    apply(demo, patient, eye, flu, key="diabetes")
    problem = problem_of(demo, patient)
    assert due(demo, patient) == [
        PreventiveItem("Dilated eye exam", "2027-01-06", 12, condition=problem),
        PreventiveItem("Flu vaccine", "", 12, condition=problem),
    ]
    assert not {eye, flu} & set(preview(demo, patient, "diabetes").new)


def test_an_item_that_stands_is_not_doubled_and_keeps_its_day(demo: Demo, patient: str) -> None:
    entity = written(demo, patient, PreventiveItem("dilated EYE exam", "2026-12-01", 24, "2024-12-01", "clear"))
    shown = preview(demo, patient, "diabetes")
    line = next(one for one in shown.lines if one.line.description == "Dilated eye exam")
    assert line.state == "differs"
    apply(demo, patient, update=(line.line.id,), key="diabetes")
    (form,) = plan_of(demo, patient).short["preventive"]
    assert (form.entity, form.value) == (
        entity, PreventiveItem("Dilated eye exam", "2026-12-01", 12, "2024-12-01", "clear"),
    )  # fmt: skip


@pytest.mark.parametrize("value", ["999999", "0", "130 to 999"])
def test_a_figure_that_nobody_can_mean_is_refused_with_its_range(demo: Demo, patient: str, value: str) -> None:
    typed = {"target_sbp": value}
    shown = demo.office.plan_templates.preview(patient, "hypertension", typed)
    assert shown.faults["target_sbp"] == "Out of range: it takes 100 to 180 mmHg"
    before = plan_of(demo, patient)
    with pytest.raises(BadInput, match="100 to 180 mmHg"):
        demo.office.plan_templates.apply(patient, Chosen(shown.template.name, ("g1",), typed, shown.problem))
    assert plan_of(demo, patient) == before


def test_several_templates_go_out_and_come_in_as_one_file(demo: Demo, tmp_path: Path) -> None:
    register, file = demo.office.template_register, tmp_path / "pack.json"
    register.put_out(("copd", "asthma", "copd"), file)
    assert register.take_in(file).value == ("own-copd", "own-asthma")
    shipped, own = register.line("copd").template, register.line("own-copd").template
    assert replace(own, key=shipped.key, version=shipped.version) == shipped


def test_of_a_pack_with_a_fault_nothing_comes_in(demo: Demo, tmp_path: Path) -> None:
    register, file = demo.office.template_register, tmp_path / "pack.json"
    register.put_out(("copd", "asthma"), file)
    pack = json.loads(file.read_text("utf-8"))
    for faulty, code in (
        ([pack[0], {**pack[1], "goals": []}], "plan_template_faulty"),
        ([pack[0], pack[0]], "plan_template_faulty"),
        ([pack[0], {**pack[0], "key": "own-copd"}], "plan_template_twice"),
        ([], "plan_template_faulty"),
    ):
        file.write_text(json.dumps(faulty), "utf-8")
        with pytest.raises(BadInput) as refusal:
            register.take_in(file)
        assert refusal.value.code == code
    assert not any(line.is_own for line in register.lines())


def test_of_a_pack_that_cannot_be_kept_to_its_end_nothing_comes_in(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """One commit: a disk that fails after the first template leaves none."""
    register, file = demo.office.template_register, tmp_path / "pack.json"
    register.put_out(("copd", "asthma"), file)
    keep = register.keep

    def failing(form: Form[PracticeTemplate]) -> Outcome[str]:
        if form.value.template.key == "own-asthma":
            raise OSError("no room")
        return keep(form)

    monkeypatch.setattr(register, "keep", failing)
    with pytest.raises(OSError, match="no room"):
        register.take_in(file)
    assert not any(line.is_own for line in register.lines())


def test_templates_kept_before_there_were_owners_and_urgencies_are_read_as_they_were() -> None:
    variable = TemplateVariable("sbp", "Upper target", "130", "mmHg")
    signs = (WatchSign("pain", "call 911."), WatchSign("cough", "call us the same day."), WatchSign("itch", "call us."))
    template = PlanTemplate("own-x", 3, "Ours", (), ("I10",), "2025", (variable,),
                            (TemplateGoal("Below {sbp}", "Average", "{sbp}", 4),), watch=signs)  # fmt: skip
    old = asdict(PracticeTemplate(template))
    for one, lacks in ((old["template"], "due"), (old["template"]["variables"][0], "low"),
                       (old["template"]["variables"][0], "high"), (old["template"]["goals"][0], "owner"),
                       *((sign, "urgency") for sign in old["template"]["watch"])):  # fmt: skip
        del one[lacks]
    read = payload.decode("practice.plan_template", 1, json.dumps(old).encode())
    assert read == PracticeTemplate(template)
    assert isinstance(read, PracticeTemplate)
    assert [one.how_fast for one in read.template.watch] == ["emergency", "same_day", "call"]


def test_a_template_that_names_no_owner_makes_nobody_responsible(demo: Demo, patient: str) -> None:
    """A goal of an own template without an owner stays without one: nobody is made responsible unasked."""
    form = demo.office.template_register.begin("hypertension")
    goals = tuple(replace(one, owner="") for one in form.value.template.goals)
    key = demo.office.template_register.keep(
        replace(form, value=replace(form.value, template=replace(form.value.template, goals=goals)))
    ).value
    apply(demo, patient, "g1", key=key)
    (goal,) = goals_of(plan_of(demo, patient))
    assert isinstance(goal.text.value, GoalText)
    assert goal.text.value.owner == ""
