"""Templates of care plans: filling, and what of them a plan has already."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.plan_template import (
    PlanTemplate,
    TemplateAction,
    TemplateGoal,
    TemplateVariable,
    WatchSign,
    has_blank,
    is_for_staff,
    lines_of,
    mark_of,
    normalized,
    unfilled,
    values_of,
)
from ccm_desktop.domain.template_comparison import PlanItem, compare, values_found

PRESSURE = PlanTemplate(
    "pressure",
    3,
    "Blood pressure",
    ("Hypertension",),
    ("I10",),
    "A guideline, 2025",
    (TemplateVariable("sbp", "Upper target", "130", "mmHg"), TemplateVariable("weight", "Dry weight")),
    (
        TemplateGoal("Pressure below {sbp}", "Home average", "below {sbp}", 12, "Last week",
                     (TemplateAction("Measure", "Patient", "daily"),)),
    ),
    (TemplateAction("Weigh, at most {weight}", "Patient", "daily"),),
    (WatchSign("dizziness", "call us."),),
    ("the numbers",),
)  # fmt: skip
FILLED = {"sbp": "130", "weight": "180"}


def state(line_id: str, *items: PlanItem) -> str:
    return next(one.state for one in compare(lines_of(PRESSURE, FILLED), items) if one.line.id == line_id)


def test_lines_come_in_order_each_with_its_place_and_the_goal_it_serves() -> None:
    lines = lines_of(PRESSURE, FILLED)
    assert [(one.id, one.kind, one.goal) for one in lines] == [
        ("g1", "goal", ""), ("g1.1", "step", "g1"), ("a1", "action", ""), ("w1", "watch", ""), ("e1", "education", ""),
    ]  # fmt: skip
    assert (lines[0].description, lines[0].target, lines[0].weeks) == ("Pressure below 130", "below 130", 12)
    assert (lines[3].description, lines[3].do, lines[3].urgency) == ("dizziness", "call us.", "call")
    assert lines[3].words == "Watch for dizziness. What to do: call us."


def test_a_value_is_put_in_once() -> None:
    """What a person types may hold braces; it is no variable then."""
    lines = lines_of(PRESSURE, {"sbp": "{weight}", "weight": "{sbp}"})
    assert (lines[0].target, lines[2].description) == ("below {weight}", "Weigh, at most {sbp}")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ({}, "template_value_missing"),
        ({"weight": "  "}, "template_value_missing"),
        ({"weight": "1" * 61}, "template_value_unfit"),
        ({"weight": "18\u202e0"}, "template_value_unfit"),
        ({"weight": "180", "tea": "x"}, "template_value_unknown"),
        ({"weight": "___"}, "template_value_unfit"),
        ({"weight": "180", "sbp": "u"}, "template_value_unfit"),
    ],
)
def test_a_variable_has_a_short_plain_value(typed: dict[str, str], code: str) -> None:
    with pytest.raises(BadInput) as refusal:
        values_of(PRESSURE, typed)
    assert refusal.value.code == code


def test_a_value_that_is_not_typed_is_the_default_and_spacing_is_tidied() -> None:
    assert values_of(PRESSURE, {"weight": " 180\n lb "}) == {"sbp": "130", "weight": "180 lb"}


@pytest.mark.parametrize("value", ["70", "7.5", "1,200", "0.25", "800 to 1,000", "80-130", "80 – 130", "130/80"])
def test_what_is_measured_in_a_unit_takes_a_figure_or_a_range(value: str) -> None:
    assert TemplateVariable("ldl", "LDL wanted", "70", "mg/dL").fault(value) == ""


@pytest.mark.parametrize("value", ["u", "7o", "70 mg/dL", "below 70", "7,0", "1,00,000", "٧٠", "70 to", "1.2.3"])
def test_what_is_measured_in_a_unit_takes_nothing_else(value: str) -> None:
    assert TemplateVariable("ldl", "LDL wanted", "70", "mg/dL").fault(value).startswith("Not a figure")
    assert TemplateVariable("whom", "Whom to call").fault(value) == ""


@pytest.mark.parametrize("value", ["", "___", "…", "?", "[ ]"])
def test_a_value_that_says_nothing_is_not_filled_in(value: str) -> None:
    assert TemplateVariable("whom", "Whom to call").fault(value) == "Not filled in yet"


@pytest.mark.parametrize(
    ("low", "high", "value", "said"),
    [
        (90.0, 180.0, "90", ""), (90.0, 180.0, "180", ""), (90.0, 180.0, "89.9", "90 to 180 mmHg"),
        (90.0, 180.0, "100 to 181", "90 to 180 mmHg"), (500.0, 5000.0, "2,000", ""),
        (500.0, 5000.0, "20,000", "500 to 5,000 mmHg"),
        (5.0, None, "4", "at least 5 mmHg"), (None, 10.5, "11", "at most 10.5 mmHg"), (None, None, "999999", ""),
    ],
)  # fmt: skip
def test_a_figure_stays_within_what_can_be_meant(low: float | None, high: float | None, value: str, said: str) -> None:
    fault = TemplateVariable("x", "X", "", "mmHg", low, high).fault(value)
    assert fault == (f"Out of range: it takes {said}" if said else "")


def test_what_has_a_range_and_no_unit_is_a_figure_too() -> None:
    assert TemplateVariable("pain", "Pain", "4", "", 0, 10).fault("bad").startswith("Not a figure:")
    assert TemplateVariable("pain", "Pain", "4", "", 0, 10).fault("4") == ""


@pytest.mark.parametrize(("text", "staff"), [
    ("Explain: the numbers", True), (" EXPLAIN: the numbers", True), ("Explain the numbers", False), ("Rest", False),
])  # fmt: skip
def test_an_order_to_explain_is_known_by_its_first_word(text: str, staff: bool) -> None:
    assert is_for_staff(text) is staff


def test_a_unit_that_was_typed_too_is_named() -> None:
    assert "without “mg/dL”" in TemplateVariable("ldl", "LDL wanted", "70", "mg/dL").fault("70 MG/DL")


@pytest.mark.parametrize(("text", "blank"), [
    ("below ___ mg/dL", True), ("below [ ] mg/dL", True), ("below ?? mg/dL", True), ("below .... mg/dL", True),
    ("below {target__ldl} mg/dL", False), ("walks … more", False), ("how far [km]?", False), ("and so on...", False),
])  # fmt: skip
def test_a_blank_for_a_pen_is_known_from_a_text(text: str, blank: bool) -> None:
    assert has_blank(text) is blank


def test_what_a_plan_has_nothing_of_is_new() -> None:
    other = PlanItem("x", "Walks", "Steps", "5,000", section="goal")
    assert {one.state for one in compare(lines_of(PRESSURE, FILLED), (other,))} == {"new"}


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (PlanItem("x", "pressure  BELOW 130.", "HOME average", "Below 130", section="goal"), "exists"),
        (PlanItem("x", "Pressure below 130", "", "below 130", section="goal"), "differs"),
        (PlanItem("x", "Something else", "home average", "below 130", section="goal"), "differs"),
        (PlanItem("x", "Something else", "Home average", "below 140", section="goal"), "differs"),
        (PlanItem("x", "Something else", "", "below 130", section="goal"), "new"),
        (PlanItem("x", "Below 140: his pressure", "", "below 140", section="goal"), "differs"),
        (PlanItem("x", "Pressure on the leg is gone", "", "none", section="goal"), "new"),
        (PlanItem("x", "Pressure below 130", "", "below 130"), "new"),
    ],
)
def test_a_goal_is_the_same_by_its_measure_or_its_words(item: PlanItem, said: str) -> None:
    assert state("g1", item) == said


@pytest.mark.parametrize(
    ("item", "said"),
    [
        (PlanItem("x", "measure!", responsible="patient", frequency="Daily"), "exists"),
        (PlanItem("x", "Measure", responsible="Nurse", frequency="daily"), "differs"),
        (PlanItem("x", "Measure", section="goal"), "new"),
    ],
)
def test_an_intervention_is_the_same_by_its_words(item: PlanItem, said: str) -> None:
    assert state("g1.1", item) == said


def test_two_templates_that_share_a_goal_do_not_double_it() -> None:
    goal = lines_of(PRESSURE, FILLED)[0]
    inserted = PlanItem("x", goal.description, goal.measure, goal.target, section="goal")
    other = replace(PRESSURE, key="kidney", goals=(replace(PRESSURE.goals[0], description="Kidneys are spared"),))
    (found,) = (one for one in compare(lines_of(other, FILLED), (inserted,)) if one.line.id == "g1")
    assert (found.state, found.item) == ("differs", inserted)


def test_work_of_the_same_template_is_found_in_other_words_but_not_that_of_another() -> None:
    """An older version of the template said it otherwise; somebody's own words are no older version."""
    older = "Weigh every day at home, never more than the 180 lb agreed on"
    line = replace(lines_of(PRESSURE, FILLED)[2], description="Weigh every day at home, at most 180 lb, as agreed")
    for mark, said in (("pressure@2", "differs"), ("kidney@2", "new"), ("", "new")):
        (found,) = compare((line,), (PlanItem("x", older, template=mark),), "pressure")
        assert (found.state, mark) == (said, mark)


def test_two_signs_to_watch_for_are_not_one_because_the_same_is_done() -> None:
    both = (WatchSign("dizziness when standing", "call us the same day."), WatchSign("swollen feet", "call 911."))
    lines = lines_of(replace(PRESSURE, watch=both), FILLED)
    fainting = PlanItem("x", "Watch for fainting. What to do: call us the same day.", template="pressure@1")
    short = lines_of(replace(PRESSURE, watch=(WatchSign("dizziness", "call us the same day."),)), FILLED)
    assert [one.state for one in compare(short, (fainting,), "pressure") if one.line.kind == "watch"] == ["new"]
    words = "Watch for swollen ankles and feet. What to do: call us the same day."
    swollen = PlanItem("x", words, template="pressure@1")
    states = {one.line.id: one.state for one in compare(lines, (swollen,), "pressure") if one.line.kind == "watch"}
    assert states == {"w1": "new", "w2": "exists"}


def test_what_is_exactly_one_line_is_not_taken_for_another() -> None:
    both = (TemplateGoal("Walks ten minutes every day", "Minutes", "10", 4),
            TemplateGoal("Walks twenty minutes every day", "Long walks", "20", 4))  # fmt: skip
    lines = lines_of(replace(PRESSURE, goals=both), FILLED)
    second = PlanItem("x", "Walks twenty minutes every day", "Long walks", "20", section="goal")
    states = {one.line.id: one.state for one in compare(lines, (second,)) if one.line.kind == "goal"}
    assert states == {"g1": "new", "g2": "exists"}


def test_a_variable_without_a_value_is_named_where_it_is_used_and_asked_for_only_there() -> None:
    assert unfilled(PRESSURE, {"sbp": "130", "weight": " "}) == {"a1": ("Dry weight",)}
    assert unfilled(PRESSURE, {"sbp": "u", "weight": "180"}) == {"g1": ("Upper target",)}
    assert values_of(PRESSURE, {}, {"g1", "w1"})["sbp"] == "130"
    with pytest.raises(BadInput, match=r"“Dry weight” is not filled in"):
        values_of(PRESSURE, {}, {"g1", "a1"})


def test_values_are_read_back_from_lines_that_are_still_the_templates() -> None:
    goal = PlanItem("x", "Pressure below 135", "Home average", "below 135", section="goal", template="pressure@2")
    work = PlanItem("y", "Weigh, at most 180 lb (dry)", template="pressure@2")
    assert values_found(PRESSURE, (goal, work)) == {"sbp": "135", "weight": "180 lb (dry)"}
    assert values_found(PRESSURE, (replace(goal, template=""), replace(work, template="kidney@2"))) == {}
    assert values_found(PRESSURE, (replace(goal, description="Below 135", target="135 at most"),)) == {}
    assert values_found(PRESSURE, (replace(goal, measure="Pulse", description="Pulse below 100 beats"),)) == {}
    bare = replace(PRESSURE, goals=(replace(PRESSURE.goals[0], target="{sbp}"),))
    assert values_found(bare, (replace(goal, description="Lower", target="as the doctor says"),)) == {}


@pytest.mark.parametrize(("name", "mark"), [("copd@12", ("copd", 12)), ("copd", ("copd", 0)), ("a@x", ("a", 0))])
def test_a_mark_names_key_and_version(name: str, mark: tuple[str, int]) -> None:
    assert mark_of(name) == mark


def test_comparisons_and_scripts_are_told_apart() -> None:
    assert normalized("BP < 130") != normalized("BP > 130")
    assert normalized("血圧") != normalized("体重")
    assert normalized("Ａ１ｃ") == "a1c"


@pytest.mark.parametrize(
    ("families", "icd10", "said"),
    [(("Hypertension",), "", True), ((), " i10 ", True), (("Asthma",), "J45.9", False), ((), "", False)],
)
def test_a_template_fits_by_family_or_code(families: tuple[str, ...], icd10: str, said: bool) -> None:
    assert PRESSURE.fits(families, icd10) is said
