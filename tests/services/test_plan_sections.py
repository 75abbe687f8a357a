"""The sections of a plan on a real file: what is kept, when each is complete, and that there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_sections import SECTIONS, SectionFacts, percent, standings
from ccm_desktop.services import plan_marks
from ccm_desktop.services.forms import (
    AdvanceDirectives,
    AllergySubstance,
    Barrier,
    Caregiver,
    CommunityResource,
    EmergencyPlan,
    Form,
    GoalProgress,
    GoalText,
    MedicationOrder,
    MedicationReview,
    PreventiveItem,
    SymptomToWatch,
)
from ccm_desktop.services.plan_views import CarePlanView
from tests.services.conftest import Demo

SHORT = (
    Barrier("No car", "transport", "Ride service booked"),
    SymptomToWatch("Weight up 3 lb in a day", "Call us", "same_day"),
    Caregiver("Rosa Castillo", "daughter", "555-014-2200", ("medications", "emergency"), "2026-10-05"),
    CommunityResource("Meals on Wheels", "meals", "555-014-2201", "2026-10-06"),
    PreventiveItem("Eye exam", "2026-12-01", 12),
)


def plan_of(demo: Demo, patient: str) -> CarePlanView:
    return demo.office.care_plans.view(patient)


def state(demo: Demo, patient: str, section: str) -> tuple[str, tuple[str, ...]]:
    found = next(one for one in plan_of(demo, patient).sections if one.key == section)
    return found.state, found.words


class TestKept:
    """What is typed into a section is in the plan, and in its versions."""

    @pytest.mark.parametrize("value", SHORT, ids=lambda value: type(value).__name__)
    def test_a_line_of_a_short_list(self, demo: Demo, value: object) -> None:
        patient = demo.patient()
        (entity,) = demo.office.care_plans.save(patient, [Form("", value)], "Added").value
        (found,) = [form for items in plan_of(demo, patient).short.values() for form in items]
        assert (found.entity, found.value) == (entity, value)
        version = plan_of(demo, patient).versions[0].version_id
        demo.office.care_plans.save(patient, [replace(found, value=replace(found.value, status="removed"))])
        assert not any(plan_of(demo, patient).short.values())
        assert any(demo.office.care_plans.version(version).short.values())

    @pytest.mark.parametrize("value", SHORT, ids=lambda value: type(value).__name__)
    def test_undo_takes_a_line_out_and_redo_brings_it_back(self, demo: Demo, value: object) -> None:
        patient = demo.patient()
        demo.office.care_plans.save(patient, [Form("", value)], "Added")
        demo.office.care_plans.undo(patient)
        assert not any(plan_of(demo, patient).short.values())
        demo.office.care_plans.redo(patient)
        assert [form.value for items in plan_of(demo, patient).short.values() for form in items] == [value]

    def test_directives_and_what_to_do_after_hours(self, demo: Demo) -> None:
        patient = demo.patient()
        said = AdvanceDirectives("on_file", "Living will", "Chart", "Rosa", "555-014-2200", "2026-10-05")
        after = EmergencyPlan("Rosa", "555-014-2200", "Call the nurse line first")
        demo.office.care_plans.save(patient, [Form("", said), Form("", after)])
        plan = plan_of(demo, patient)
        assert (plan.directives.value, plan.emergency.value) == (said, after)
        assert state(demo, patient, "emergency") == ("complete", ())

    def test_progress_belongs_to_its_goal_the_newest_first(self, demo: Demo) -> None:
        patient = demo.patient()
        (goal,) = demo.office.care_plans.save(patient, [Form("", GoalText("Walk"))]).value
        for day, value in (("2026-10-01", "5 min"), ("2026-10-15", "10 min")):
            demo.office.care_plans.save(patient, [Form("", GoalProgress(goal, day, value))])
        (shown,) = plan_of(demo, patient).unattached_goals
        assert [one.value.value for one in shown.progress] == ["10 min", "5 min"]

    def test_a_medication_review_belongs_to_its_medication(self, demo: Demo) -> None:
        patient = demo.patient()
        (drug,) = demo.office.care_plans.save(patient, [Form("", MedicationOrder("Metformin"))]).value
        assert state(demo, patient, "medications") == ("incomplete", ("1 medication not reconciled",))
        review = MedicationReview("cost", "Takes half", reconciled_on="2026-10-05", source="patient")
        demo.office.care_plans.save(patient, [Form(drug, review)])
        (shown,) = plan_of(demo, patient).medications
        assert (shown.review.value, state(demo, patient, "medications")) == (review, ("complete", ()))

    @pytest.mark.parametrize(
        ("value", "words"),
        [
            (Barrier(" "), "The barrier is empty."),
            (PreventiveItem("Eye exam", "12/01/26"), "A date is not understood."),
            (Barrier("No car", "moon"), "A word is not in its list."),
            (MedicationReview("sometimes"), "A word is not in its list."),
        ],
    )
    def test_what_is_not_sound_is_refused_and_nothing_kept(self, demo: Demo, value: object, words: str) -> None:
        patient = demo.patient()
        with pytest.raises(BadInput) as refused:
            demo.office.care_plans.save(patient, [Form("", Barrier("No car")), Form("", value)])
        assert refused.value.what == words
        assert plan_of(demo, patient).versions == ()


class TestNothing:
    """A section that is empty because somebody asked."""

    def test_no_known_allergies_completes_the_section_until_one_is_known(self, demo: Demo) -> None:
        patient = demo.patient()
        assert state(demo, patient, "allergies") == ("missing", ("nothing written yet",))
        demo.office.care_plans.note_section(patient, "allergies", "none_known")
        assert state(demo, patient, "allergies") == ("complete", ("No known allergies",))
        demo.office.care_plans.save(patient, [Form("", AllergySubstance("Penicillin"))])
        assert state(demo, patient, "allergies") == ("complete", ())
        (allergy,) = plan_of(demo, patient).allergies
        gone = replace(allergy.status, value=replace(allergy.status.value, status="removed"))
        demo.office.care_plans.save(patient, [gone])
        assert state(demo, patient, "allergies") == ("missing", ("nothing written yet",))

    def test_it_can_be_taken_back(self, demo: Demo) -> None:
        patient = demo.patient()
        demo.office.care_plans.note_section(patient, "barriers", "not_applicable", "Lives with family")
        assert state(demo, patient, "barriers")[0] == "complete"
        demo.office.care_plans.undo(patient)
        assert state(demo, patient, "barriers") == ("empty", ())

    def test_it_is_refused_of_a_section_with_lines(self, demo: Demo) -> None:
        patient = demo.patient()
        demo.office.care_plans.save(patient, [Form("", Barrier("No car"))])
        with pytest.raises(Refusal) as refused:
            demo.office.care_plans.note_section(patient, "barriers", "none_known")
        assert refused.value.code == "section_has_items"

    @pytest.mark.parametrize("section", ["summary", "problems", "nowhere"])
    def test_it_is_refused_of_what_cannot_be_empty(self, demo: Demo, section: str) -> None:
        with pytest.raises(BadInput):
            demo.office.care_plans.note_section(demo.patient(), section, "none_known")

    def test_two_versions_say_so_in_a_comparison(self, demo: Demo) -> None:
        patient = demo.patient()
        demo.office.care_plans.save(patient, [Form("", Barrier("No car"))])
        demo.office.care_plans.note_section(patient, "allergies", "none_known", "Asked by phone")
        newest, first = plan_of(demo, patient).versions
        (change,) = demo.office.care_plans.compare(first.version_id, newest.version_id)
        assert (change.kind, change.section) == ("added", "Allergies")
        assert change.after.startswith("No known allergies, Asked by phone, Oct 14, 2026")


class TestStandings:
    """The rule itself."""

    def test_an_empty_plan_misses_what_is_required(self) -> None:
        found = {one.key: one.state for one in standings({})}
        assert found == {section.key: "missing" if section.required else "empty" for section in SECTIONS}
        assert percent(standings({})) == 0

    def test_lines_win_over_a_note_that_there_are_none(self) -> None:
        (found,) = [one for one in standings({"allergies": SectionFacts(1, (), True)}) if one.key == "allergies"]
        assert (found.state, found.words) == ("complete", ())

    def test_a_note_does_not_complete_what_cannot_be_empty(self) -> None:
        (found,) = [one for one in standings({"summary": SectionFacts(0, (), True)}) if one.key == "summary"]
        assert found.state == "missing"

    @given(st.dictionaries(st.sampled_from([section.key for section in SECTIONS]),
                           st.builds(SectionFacts, st.integers(0, 3), st.just(()), st.booleans())))  # fmt: skip
    def test_a_hundred_percent_means_every_section(self, facts: dict[str, SectionFacts]) -> None:
        found = standings(facts)
        assert (percent(found) == 100) == all(one.state == "complete" for one in found)


def test_what_to_look_at_in_a_medicine_is_told_where_many_are_listed() -> None:
    told = {
        MedicationOrder("Lisinopril", "20", "mg"): "", MedicationOrder("Lisinopril"): "⚠ no dose",
        MedicationOrder(""): "",
        MedicationOrder("Lisinopril", "20"): "⚠ no unit", MedicationOrder("Lisinopril", "", "mg"): "⚠ no dose",
        MedicationOrder("Lisinoprill", "20"): "⚠ no unit, name not known",
        MedicationOrder("Lisinoprill", "20", "mg", rxnorm="29046"): "",
    }  # fmt: skip
    assert {order: plan_marks.in_brief(order, date(2026, 10, 21)) for order in told} == told


def test_a_line_tells_in_brief_what_its_fields_say_in_full() -> None:
    today = date(2026, 10, 21)
    told = {
        GoalText("Walk"): "⚠ no measure", GoalText("Walk", measure="Minutes"): "",
        PreventiveItem("Eye exam", "2026-10-20"): "⚠ past", PreventiveItem("Eye exam", "2026-10-21"): "",
        PreventiveItem("Eye exam", "2026-10-20", status="done"): "",
    }  # fmt: skip
    assert {value: plan_marks.in_brief(value, today) for value in told} == told


def test_a_medicine_without_a_dose_is_a_doubt_and_no_fault() -> None:
    """A cream has none: who writes and who signs see it, and it keeps nobody from signing."""
    bare = MedicationOrder("Lisinopril")
    assert "No dose yet" in plan_marks.doubts(bare)["dose"]
    assert plan_marks.faults(bare, date(2026, 10, 21)) == {}
    assert plan_marks.doubts(MedicationOrder("Lisinopril", "20")) == {}
    assert "needs its unit" in plan_marks.faults(MedicationOrder("Lisinopril", "20"), date(2026, 10, 21))["unit"]
