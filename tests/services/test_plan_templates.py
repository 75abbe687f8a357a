"""Templates in a patient's plan, and the practice's own ones, on a real file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.domain.plan_template import TemplateGoal
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PracticeTemplate
from ccm_desktop.services.plan_templates import Chosen, TemplatePreview
from ccm_desktop.services.plan_views import CarePlanView, GoalView
from tests.services.conftest import Demo
from tests.services.whole_plan import fill

VALUES = {"target_sbp": "135", "target_dbp": "85"}


@pytest.fixture
def patient(demo: Demo) -> str:
    found = demo.patient()
    demo.problem(found, "Essential hypertension", "I10")
    demo.problem(found, "Chronic kidney disease, stage 3", "N18.30")
    return found


def plan_of(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def goals_of(demo: Demo, patient: str) -> list[GoalView]:
    return [goal for problem in plan_of(demo, patient).problems for goal in problem.goals]


def preview(demo: Demo, patient: str, key: str = "hypertension") -> TemplatePreview:
    return demo.office.plan_templates.preview(patient, key, VALUES if key == "hypertension" else {})


def insert(demo: Demo, patient: str, *lines: str, key: str = "hypertension") -> tuple[str, ...]:
    shown = preview(demo, patient, key)
    typed = VALUES if key == "hypertension" else {}
    chosen = Chosen(shown.template.name, lines or shown.new, typed, shown.problem)
    return demo.office.plan_templates.apply(patient, chosen).value


def act_as(demo: Demo, name: str) -> None:
    people = {person.name: person.id for person in demo.office.people.everybody()}
    demo.office.context.person = people[name]


def test_templates_that_fit_the_patient_come_first(demo: Demo, patient: str) -> None:
    choices = demo.office.plan_templates.choices(patient)
    assert [one.template.key for one in choices if one.fits] == ["chronic_kidney_disease", "hypertension"]
    assert [one.fits for one in choices] == sorted((one.fits for one in choices), reverse=True)


def test_a_preview_writes_nothing_and_goes_under_the_problem_that_fits(demo: Demo, patient: str) -> None:
    before = plan_of(demo, patient)
    shown = preview(demo, patient)
    assert {one.state for one in shown.lines} == {"new"}
    assert dict(shown.problems)[shown.problem] == "Essential hypertension"
    assert plan_of(demo, patient) == before


def test_chosen_lines_are_one_version_in_the_order_of_the_template(demo: Demo, patient: str) -> None:
    number = plan_of(demo, patient).versions[0].number
    insert(demo, patient)
    plan = plan_of(demo, patient)
    assert plan.versions[0].number == number + 1
    assert plan.versions[0].what == "Inserted from template High blood pressure"
    problem = next(one for one in plan.problems if one.code.value.icd10 == "I10")
    first = problem.goals[0].text.value
    assert [goal.text.value.description.split()[0] for goal in problem.goals] == ["Home", "Salt", "Moves"]
    assert (first.target, first.due_on, first.baseline) == ("below 135/85", "2027-01-06", "")
    assert len(problem.goals[0].interventions) == 4
    assert not any("watch" in one.text.value.description.casefold() for one in problem.interventions)
    assert first.template == "hypertension@2"


def test_one_undo_takes_all_of_it_back(demo: Demo, patient: str) -> None:
    insert(demo, patient)
    demo.office.care_plans.undo(patient)
    assert goals_of(demo, patient) == []
    assert all(not one.interventions for one in plan_of(demo, patient).problems)


def test_only_chosen_lines_are_inserted_and_one_without_its_goal_serves_the_problem(
    demo: Demo, patient: str
) -> None:  # fmt: skip
    (entity,) = insert(demo, patient, "g2.1")
    assert goals_of(demo, patient) == []
    (found,) = (i for one in plan_of(demo, patient).problems for i in one.interventions)
    assert found.text.entity == entity


def test_a_second_template_does_not_double_a_goal_and_adds_its_own_work_to_it(demo: Demo, patient: str) -> None:
    insert(demo, patient)
    again = preview(demo, patient)
    assert again.new == ()
    kidney = preview(demo, patient, "chronic_kidney_disease")
    states = {one.line.id: one.state for one in kidney.lines}
    assert states["g2"] == "differs"  # the same measure, 130/80 there and 135/85 here
    assert states["g1"] == "new"
    number = len(goals_of(demo, patient))
    insert(demo, patient, "g2.1", "g1", key="chronic_kidney_disease")
    assert len(goals_of(demo, patient)) == number + 1
    pressure = next(goal for goal in goals_of(demo, patient) if goal.text.value.target.startswith("below 135"))
    assert len(pressure.interventions) == 5


def update(demo: Demo, patient: str, shown: TemplatePreview, *lines: str, new: tuple[str, ...] = ()) -> None:
    forms = {line: shown.updates[line].form for line in lines}
    chosen = Chosen(shown.template.name, new, shown.values, shown.problem, forms)
    demo.office.plan_templates.apply(patient, chosen)


def test_a_goal_that_stands_is_given_the_words_of_the_template_in_the_same_save(demo: Demo, patient: str) -> None:
    """What the template knows nothing of stays the patient's own, and one undo takes all of it back."""
    problem = preview(demo, patient).problem
    own = GoalText("Pressure low", problem, "Average of home blood pressure readings", "150/95", "below 140/90",
                   "2027-03-01", "No more dizziness", "Salt", owner="Patient")  # fmt: skip
    (entity,) = demo.office.care_plans.save(patient, (Form("", own),)).value
    shown = preview(demo, patient)
    changed = {pair.label: (pair.before, pair.after) for pair in shown.updates["g1"].change.differing}
    assert changed == {
        "Description": ("Pressure low", "Home blood pressure stays below 135/85 mmHg"),
        "Target": ("below 140/90", "below 135/85"),
    }
    number = plan_of(demo, patient).versions[0].number
    update(demo, patient, shown, "g1", new=("g1.1", "g2"))
    plan = plan_of(demo, patient)
    assert (plan.versions[0].number, plan.versions[0].what) == (
        number + 1, "Inserted and updated from template High blood pressure",
    )  # fmt: skip
    goal = next(one for one in goals_of(demo, patient) if one.text.entity == entity)
    assert goal.text.value == replace(own, description="Home blood pressure stays below 135/85 mmHg",
                                      target="below 135/85")  # fmt: skip
    assert len(goal.interventions) == 1
    demo.office.care_plans.undo(patient)
    assert [one.text.value for one in goals_of(demo, patient)] == [own]


def test_an_update_of_nothing_but_template_words_is_the_templates_again(demo: Demo, patient: str) -> None:
    insert(demo, patient, "g1", "g1.1")
    (goal,) = goals_of(demo, patient)
    steps = goal.interventions[0].text
    demo.office.care_plans.save(patient, (
        replace(goal.text, value=replace(goal.text.value, target="lower")),
        replace(steps, value=replace(steps.value, frequency="now and then")),
    ))  # fmt: skip
    assert plan_of(demo, patient).generic == ()
    update(demo, patient, preview(demo, patient), "g1", "g1.1")
    (goal,) = goals_of(demo, patient)
    assert {goal.text.value.template, goal.interventions[0].text.value.template} == {"hypertension@2"}
    assert goal.text.value.target == "below 135/85"


def test_an_update_never_overwrites_what_somebody_wrote_meanwhile(demo: Demo, patient: str) -> None:
    insert(demo, patient, "g1")
    (goal,) = goals_of(demo, patient)
    demo.office.care_plans.save(patient, (replace(goal.text, value=replace(goal.text.value, target="lower")),))
    shown = preview(demo, patient)
    newest = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, (replace(newest, value=replace(newest.value, target="still lower")),))
    update(demo, patient, shown, "g1")
    text = goals_of(demo, patient)[0].text
    assert {text.value.target, *(one.target for one in text.others)} == {"still lower", "below 135/85"}


def test_a_line_that_waits_for_a_decision_is_not_updated(demo: Demo, patient: str) -> None:
    insert(demo, patient, "g1")
    text = goals_of(demo, patient)[0].text
    for target in ("lower", "still lower"):
        demo.office.care_plans.save(patient, (replace(text, value=replace(text.value, target=target)),))
    shown = preview(demo, patient)
    assert (shown.lines[0].state, "g1" in shown.updates) == ("differs", False)


def test_an_update_goes_to_the_line_that_was_shown_or_nowhere(demo: Demo, patient: str) -> None:
    insert(demo, patient, "g1", "g2")
    first, second = (goal.text for goal in goals_of(demo, patient))
    demo.office.care_plans.save(patient, (replace(first, value=replace(first.value, target="lower")),))
    shown, before = preview(demo, patient), plan_of(demo, patient)
    chosen = Chosen(shown.template.name, (), shown.values, shown.problem, {"g1": second})
    with pytest.raises(Refusal) as refusal:
        demo.office.plan_templates.apply(patient, chosen)
    assert refusal.value.code == "plan_changed"
    assert plan_of(demo, patient) == before


def test_values_are_those_that_the_plan_was_filled_with(demo: Demo, patient: str) -> None:
    insert(demo, patient)
    again = demo.office.plan_templates.preview(patient, "hypertension")
    assert again.values == VALUES
    assert {one.state for one in again.lines} == {"exists"}
    typed = demo.office.plan_templates.preview(patient, "hypertension", {"target_sbp": ""})
    assert typed.values["target_sbp"] == ""
    assert typed.unfilled["g1"] == ("Upper blood pressure target",)
    assert "[Upper blood pressure target: fill in]/85" in typed.lines[0].line.description


def test_a_value_that_is_no_figure_is_told_and_never_stands_in_a_line(demo: Demo, patient: str) -> None:
    typed = {"target_sbp": "u"}
    shown = demo.office.plan_templates.preview(patient, "hypertension", typed)
    assert shown.faults["target_sbp"].startswith("Not a figure")
    assert shown.faults["target_dbp"] == ""
    assert "[Upper blood pressure target: fill in]" in shown.lines[0].line.target
    before = plan_of(demo, patient)
    with pytest.raises(BadInput, match="“Upper blood pressure target” cannot be “u”"):
        demo.office.plan_templates.apply(patient, Chosen(shown.template.name, ("g1",), typed, shown.problem))
    assert plan_of(demo, patient) == before


def second_version(demo: Demo, key: str) -> None:
    """The lead writes another target and another way to measure."""
    form = demo.office.template_register.line(key).form
    assert form is not None
    first = form.value.template.goals[0]
    step = replace(first.interventions[0], frequency="once a week")
    goal = replace(first, target="at most {target_sbp}/{target_dbp}", interventions=(step, *first.interventions[1:]))
    template = replace(form.value.template, goals=(goal, *form.value.template.goals[1:]))
    demo.office.template_register.keep(replace(form, value=replace(form.value, template=template)))


def newer(demo: Demo, patient: str) -> list[tuple[str, int, int]]:
    return [(one.key, one.had, one.version) for one in demo.office.plan_templates.newer(plan_of(demo, patient))]


def test_the_plan_says_that_a_template_of_its_lines_is_newer_until_it_was_put_beside(
    demo: Demo, patient: str
) -> None:  # fmt: skip
    key = own(demo)
    insert(demo, patient, "g1", "g1.1", "g2", key=key)
    assert newer(demo, patient) == []
    second_version(demo, key)
    assert newer(demo, patient) == [(key, 1, 2)]
    assert [one.template.key for one in demo.office.plan_templates.choices(patient) if one.is_newer] == [key]
    shown = demo.office.plan_templates.preview(patient, key)
    assert (shown.had, sorted(shown.updates)) == (1, ["g1", "g1.1"])
    assert all(one.is_outdated for one in shown.updates.values())
    before = plan_of(demo, patient)
    update(demo, patient, shown, "g1")  # and the other stays as it is
    texts = {goal.text.value.target: goal.text.value.template for goal in goals_of(demo, patient)}
    assert texts["at most 130/80"] == f"{key}@2"
    assert newer(demo, patient) == []
    assert demo.office.plan_templates.preview(patient, key).updates["g1.1"].is_outdated
    demo.office.care_plans.undo(patient)
    assert newer(demo, patient) == [(key, 1, 2)], "the old words are back, and so is what is newer"
    demo.office.care_plans.redo(patient)
    assert newer(demo, patient) == []
    demo.office.care_plans.undo(patient)
    assert [one.text.value for one in goals_of(demo, patient)] == [
        one.text.value for problem in before.problems for one in problem.goals
    ]  # fmt: skip


def test_a_plan_that_stays_as_it_is_gets_no_version_and_says_nothing_more(demo: Demo, patient: str) -> None:
    key = own(demo)
    insert(demo, patient, "g1", key=key)
    second_version(demo, key)
    number = plan_of(demo, patient).versions[0].number
    with pytest.raises(Refusal, match="changed since"):
        demo.office.plan_templates.keep(patient, f"{key}@1")
    demo.office.plan_templates.keep(patient, f"{key}@2")
    assert (newer(demo, patient), plan_of(demo, patient).versions[0].number) == ([], number)
    second_version(demo, key)
    assert newer(demo, patient) == [(key, 1, 3)]


def test_lines_in_the_patients_own_words_are_no_older_version(demo: Demo, patient: str) -> None:
    key = own(demo)
    insert(demo, patient, "g1", key=key)
    text = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, (replace(text, value=replace(text.value, target="as she can")),))
    second_version(demo, key)
    assert newer(demo, patient) == []
    shown = demo.office.plan_templates.preview(patient, key)
    assert [one.is_outdated for one in shown.updates.values()] == [False]


def test_what_exists_is_added_all_the_same_when_chosen(demo: Demo, patient: str) -> None:
    insert(demo, patient)
    number = len(goals_of(demo, patient))
    insert(demo, patient, "g1")
    assert len(goals_of(demo, patient)) == number + 1


def test_text_stays_the_templates_until_its_words_are_changed(demo: Demo, patient: str) -> None:
    insert(demo, patient, "g1", "g1.1")
    assert plan_of(demo, patient).generic == ("2 of 2 goals and interventions are still template text",)
    (goal,) = goals_of(demo, patient)
    text = goal.text
    for kept in (
        replace(text.value, due_on="2027-02-01"),
        replace(text.value, due_on="2027-02-01", description=f" {text.value.description.upper()}. "),
    ):
        form = goals_of(demo, patient)[0].text
        demo.office.care_plans.save(patient, (replace(form, value=kept),))
        assert goals_of(demo, patient)[0].text.value.template == "hypertension@2"
    form = goals_of(demo, patient)[0].text
    demo.office.care_plans.save(patient, (replace(form, value=replace(form.value, patient_words="No more dizziness")),))
    assert goals_of(demo, patient)[0].text.value.template == ""
    assert plan_of(demo, patient).generic == ("1 of 2 goals and interventions is still template text",)
    demo.office.care_plans.undo(patient)
    assert goals_of(demo, patient)[0].text.value.template == "hypertension@2"


def test_a_generic_plan_may_be_current(demo: Demo, patient: str) -> None:
    insert(demo, patient)
    plan = plan_of(demo, patient)
    demo.office.care_plans.save(
        patient, (replace(plan.review, value=replace(plan.review.value, review_on="2027-01-14")),)
    )
    fill(demo, patient)
    assert (plan_of(demo, patient).status, plan_of(demo, patient).missing) == ("current", ())
    assert plan_of(demo, patient).generic


def test_own_text_is_never_called_a_templates(demo: Demo, patient: str) -> None:
    problem = plan_of(demo, patient).problems[0].code.entity
    texts = (
        Form("", GoalText("Walk", problem, target="a mile")),
        Form("", InterventionText("Call", condition=problem)),
    )
    demo.office.care_plans.save(patient, texts)
    assert plan_of(demo, patient).generic == ()


def test_the_mark_is_no_words_of_the_plan(demo: Demo, patient: str) -> None:
    insert(demo, patient)
    newest, before = (one.version_id for one in plan_of(demo, patient).versions[:2])
    changes = demo.office.care_plans.compare(before, newest)
    assert changes
    assert not any("hypertension@" in change.after for change in changes)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lines": ()}, "plan_template_lines"),
        ({"lines": ("g9",)}, "plan_template_lines"),
        ({"problem": ""}, "plan_template_problem"),
        ({"problem": "somebody else's"}, "plan_template_problem"),
        ({"template": "hypertension@7"}, "plan_template_changed"),
        ({"template": "tea@1"}, "plan_template_unknown"),
        ({"values": {"target_sbp": " \u202e "}}, "template_value_unfit"),
        ({"values": {"tea": "1"}}, "template_value_unknown"),
    ],
)
def test_what_was_not_looked_at_is_not_inserted(demo: Demo, patient: str, change: dict[str, object], code: str) -> None:
    shown = preview(demo, patient)
    chosen = replace(Chosen(shown.template.name, ("g1",), VALUES, shown.problem), **change)  # type: ignore[arg-type]
    before = plan_of(demo, patient)
    with pytest.raises(Problem) as refusal:
        demo.office.plan_templates.apply(patient, chosen)
    assert refusal.value.code == code
    assert plan_of(demo, patient) == before


def test_a_value_with_braces_stays_what_was_typed(demo: Demo, patient: str) -> None:
    form = demo.office.template_register.line(own(demo)).form
    assert form is not None
    words = tuple(
        replace(one, unit="", low=None, high=None) for one in form.value.template.variables
    )  # words may be written there
    template = replace(form.value.template, variables=words)
    demo.office.template_register.keep(replace(form, value=replace(form.value, template=template)))
    shown = demo.office.plan_templates.preview(patient, template.key)
    hostile = {"target_sbp": "{target_dbp}", "target_dbp": "<b>80</b>"}
    demo.office.plan_templates.apply(patient, Chosen(shown.template.name, ("g1",), hostile, shown.problem))
    assert goals_of(demo, patient)[0].text.value.target == "below {target_dbp}/<b>80</b>"


def test_who_may_not_care_may_not_insert(demo: Demo, patient: str) -> None:
    me, shown = demo.office.context.person, preview(demo, patient)
    for command in (
        lambda: demo.office.plan_templates.apply(patient, Chosen(shown.template.name, ("g1",), VALUES, shown.problem)),
        lambda: demo.office.plan_templates.keep(patient, shown.template.name),
    ):
        demo.office.context.person = "nobody"
        with pytest.raises(Refusal) as refusal:
            command()
        demo.office.context.person = me
        assert refusal.value.code == "role_may_not"


def own(demo: Demo, key: str = "hypertension") -> str:
    """A copy of a shipped template, with another title."""
    form = demo.office.template_register.begin(key)
    template = replace(form.value.template, title="Blood pressure, Lakeside")
    return demo.office.template_register.keep(replace(form, value=replace(form.value, template=template))).value


def test_a_copy_is_offered_beside_the_shipped_one_and_counts_its_versions(demo: Demo, patient: str) -> None:
    key = own(demo)
    assert key == "own-hypertension"
    line = demo.office.template_register.line(key)
    assert line.form is not None
    assert (line.template.version, line.form.value.based_on, line.state) == (1, "hypertension@2", "In use")
    demo.office.template_register.keep(line.form)
    assert demo.office.template_register.line(key).template.version == 2
    assert demo.office.plan_templates.choices(patient)[0].is_own
    insert(demo, patient, "g1", key=key)
    assert goals_of(demo, patient)[0].text.value.template == "own-hypertension@2"
    assert demo.office.template_register.begin("hypertension").entity == "plan_template:own-hypertension-2"


def test_a_template_that_was_edited_since_it_was_shown_is_looked_at_again(demo: Demo, patient: str) -> None:
    key = own(demo)
    shown = preview(demo, patient, key)
    form = demo.office.template_register.line(key).form
    assert form is not None
    demo.office.template_register.keep(form)
    with pytest.raises(Refusal, match="changed since"):
        demo.office.plan_templates.apply(patient, Chosen(shown.template.name, ("g1",), {}, shown.problem))


def test_a_retired_template_is_no_longer_offered_and_its_text_stays(demo: Demo, patient: str) -> None:
    key = own(demo)
    insert(demo, patient, "g1", key=key)
    form = demo.office.template_register.line(key).form
    assert form is not None
    demo.office.template_register.retire(form)
    assert demo.office.template_register.line(key).state == "Retired"
    assert key not in {one.template.key for one in demo.office.plan_templates.choices(patient)}
    assert len(goals_of(demo, patient)) == 1
    form = demo.office.template_register.line(key).form
    assert form is not None
    demo.office.template_register.retire(form, back=True)
    assert key in {one.template.key for one in demo.office.plan_templates.choices(patient)}


def test_two_edits_of_one_form_are_both_kept_until_the_next_save(demo: Demo) -> None:
    key = own(demo)
    form = demo.office.template_register.line(key).form
    assert form is not None
    for title in ("One", "Two"):
        template = replace(form.value.template, title=title)
        demo.office.template_register.keep(replace(form, value=replace(form.value, template=template)))
    line = demo.office.template_register.line(key)
    assert line.form is not None
    assert {line.template.title, *(one.template.title for one in line.form.others)} == {"One", "Two"}
    assert line.state == "Two versions: save decides"
    demo.office.template_register.keep(line.form)
    decided = demo.office.template_register.line(key)
    assert (decided.state, decided.template.version) == ("In use", 3)


def test_a_faulty_template_is_not_kept(demo: Demo) -> None:
    key = own(demo)
    form = demo.office.template_register.line(key).form
    assert form is not None
    goal = TemplateGoal("Tea", "Cups", "{many}", 4)
    for template in (
        replace(form.value.template, goals=(*form.value.template.goals, goal)),
        replace(form.value.template, title=""),
        replace(form.value.template, key="hypertension"),
        replace(form.value.template, key="own-other"),
    ):
        with pytest.raises(BadInput):
            demo.office.template_register.keep(replace(form, value=replace(form.value, template=template)))
    assert demo.office.template_register.line(key).template.version == 1


def test_only_the_lead_keeps_retires_and_imports(demo: Demo, tmp_path: Path) -> None:
    form = demo.office.template_register.begin("hypertension")
    act_as(demo, "Elena Reyes")
    file = tmp_path / "h.json"
    demo.office.template_register.put_out(("hypertension",), file)
    for command in (
        lambda: demo.office.template_register.keep(form),
        lambda: demo.office.template_register.retire(form),
        lambda: demo.office.template_register.take_in(file),
    ):
        with pytest.raises(Refusal) as refusal:
            command()
        assert refusal.value.code == "role_may_not"
    act_as(demo, "Maria Ortiz")
    assert not any(line.is_own for line in demo.office.template_register.lines())


def test_what_is_exported_comes_in_again_as_the_same_template(demo: Demo, tmp_path: Path) -> None:
    register, key = demo.office.template_register, own(demo)
    file = tmp_path / "own.json"
    register.put_out((key,), file)
    assert register.take_in(file).value == (key,)
    assert register.line(key).template.version == 1  # nothing new
    found = json.loads(file.read_text("utf-8"))
    found["title"] = "Blood pressure, second edition"
    file.write_text(json.dumps(found), "utf-8")
    register.take_in(file)
    assert (register.line(key).template.version, register.line(key).template.title) == (2, found["title"])


def test_a_shipped_one_comes_in_as_the_practices_own_and_a_retired_one_into_use(demo: Demo, tmp_path: Path) -> None:
    register, file = demo.office.template_register, tmp_path / "copd.json"
    register.put_out(("copd",), file)
    assert register.take_in(file).value == ("own-copd",)
    form = register.line("own-copd").form
    assert form is not None
    register.retire(form)
    register.take_in(file)
    assert register.line("own-copd").state == "In use"


def test_an_export_replaces_no_file_unasked_and_a_bad_file_changes_nothing(demo: Demo, tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text("mine")
    with pytest.raises(Refusal) as refusal:
        demo.office.template_register.put_out(("copd",), file)
    assert (refusal.value.code, file.read_text()) == ("file_exists", "mine")
    with pytest.raises(BadInput):
        demo.office.template_register.put_out(("copd",), tmp_path / "nowhere" / "t.json")
    with pytest.raises(BadInput):
        demo.office.template_register.take_in(file)
    assert not any(line.is_own for line in demo.office.template_register.lines())


def test_a_template_survives_the_ledger_whole(demo: Demo) -> None:
    form = demo.office.template_register.begin("heart_failure")
    demo.office.template_register.keep(form)
    kept = demo.office.template_register.line("own-heart_failure").template
    assert replace(kept, version=0) == form.value.template
    assert isinstance(form.value, PracticeTemplate)
