"""Which fields hold letters that no font here has: named, counted, and none of what can be printed."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.reports.plan_documents import PlanGoal
from ccm_desktop.reports.unprintable import unprintable_in
from ccm_desktop.services.paper_remarks import letters_remark
from tests.reports.report_samples import care_plan

CHINESE, WALKER = "每天", "\U0001f6b6"


def test_each_field_is_named_with_what_it_is_a_part_of() -> None:
    plan = care_plan()
    goal = PlanGoal(f"Walk {WALKER}", "Walk", (f"{CHINESE} walk",), ())
    document = replace(plan, patient_name=CHINESE, content=replace(plan.content, goals=(goal,)))
    found = unprintable_in(document)
    assert {field: found[field] for field in ("goals: in my words", "goals: i do", "patient name")} == {
        "goals: in my words": 1, "goals: i do": 2, "patient name": 2,
    }  # fmt: skip


def test_letters_that_our_fonts_have_are_no_reason_to_warn() -> None:
    plan = care_plan()
    fine = replace(plan, patient_name="Đặng ≤ 5 µg ❤\ufe0f Ольга שלום محمد")
    assert unprintable_in(fine) == {}
    assert letters_remark(fine).words == ""
    assert not letters_remark(fine).is_warning


def test_what_hides_is_named_too_and_a_number_that_was_typed_is_not() -> None:
    plan = care_plan()
    assert unprintable_in(replace(plan, patient_name="Anna \u202egnp.exe")) == {"patient name": 1}
    assert unprintable_in(replace(plan, patient_name="⟨U+6BCF⟩")) == {}


def test_many_fields_are_named_a_few_at_a_time() -> None:
    plan = care_plan()
    goal = PlanGoal(WALKER, WALKER, (WALKER,), (WALKER,), latest=WALKER)
    content = replace(plan.content, goals=(goal,), what_matters=WALKER)
    remark = letters_remark(replace(plan, patient_name=WALKER, content=content))
    assert remark.words.startswith("7 characters cannot be printed")
    assert remark.words.count("; ") == 5
    assert remark.words.endswith("; 2 more. Write words instead.")
    assert letters_remark(replace(plan, patient_name=WALKER)).words.startswith(
        "1 character cannot be printed and stands"
    )
