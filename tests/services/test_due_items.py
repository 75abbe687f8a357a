"""Refills and care gaps across the panel: listed in one read, closed as a version of the plan, undone, left to rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from ccm_desktop.domain import due_items as rules
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.due_items import DueItem
from ccm_desktop.services.forms import Form, MedicationOrder, MedicationReview, MedicationStatus, PreventiveItem
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026.


def gap(demo: Demo, patient: str, due: str, what: str = "Eye exam", months: int = 0, **more: str) -> str:
    value = PreventiveItem(what, due, months, **more)
    return demo.office.care_plans.save(patient, [Form("", value)], "Due item").value[0]


def refill(demo: Demo, patient: str, on: str, drug: str = "Lisinopril") -> str:
    saved = demo.office.care_plans.save(patient, [Form("", MedicationOrder(drug, "20", "mg"))], "Medication")
    demo.office.care_plans.save(patient, [Form(saved.value[0], MedicationReview("yes", refill_on=on))], "Reconciled")
    return saved.value[0]


def shown(demo: Demo) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.what, one.due_on, one.state) for one in demo.office.due_items.open()]


def only(demo: Demo) -> DueItem:
    (item,) = demo.office.due_items.open()
    return item


@pytest.mark.parametrize(
    ("due", "until", "closed", "state"),
    [
        ("2026-10-13", "", "", rules.OVERDUE),
        ("2026-10-14", "", "", rules.SOON),
        ("2026-11-13", "", "", rules.SOON),
        ("2026-11-14", "", "", rules.LATER),
        ("2026-10-01", "2026-10-15", "", rules.SNOOZED),
        ("2026-10-01", "2026-10-14", "", rules.OVERDUE),
        ("2026-10-01", "", "2026-10-02", rules.CLOSED),
    ],
)
def test_where_an_item_stands(due: str, until: str, closed: str, state: str) -> None:
    assert rules.state(due, until, closed, date(2026, 10, 14)) == state


@pytest.mark.parametrize(
    ("done", "months", "due"),
    [
        ("2026-10-14", 12, "2027-10-14"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2027-11-30", 3, "2028-02-29"),
    ],
)
def test_what_repeats_is_due_on_the_same_day_months_later(done: str, months: int, due: str) -> None:
    assert rules.next_due(date.fromisoformat(done), months).isoformat() == due


def test_both_kinds_of_all_enrolled_stand_in_one_list_by_day(demo: Demo) -> None:
    first, second, outside = demo.enrolled(), demo.enrolled("Baker"), demo.attested("Clark")
    gap(demo, first, "2026-12-20")
    refill(demo, second, "2026-10-12")
    gap(demo, second, "2026-10-20", "Flu shot")
    gap(demo, outside, "2026-10-20")
    assert shown(demo) == [
        ("refill", "Lisinopril 20 mg", "2026-10-12", "overdue"),
        ("gap", "Flu shot", "2026-10-20", "soon"),
        ("gap", "Eye exam", "2026-12-20", "later"),
    ]
    assert {one.owner_name for one in demo.office.due_items.open()} == {"Maria Ortiz, RN"}


def test_what_is_not_due_is_not_listed(demo: Demo) -> None:
    patient = demo.enrolled()
    gap(demo, patient, "")
    for status in ("done", "declined", "not_applicable", "removed"):
        gap(demo, patient, "2026-10-20", status=status)
    stopped = refill(demo, patient, "2026-10-20")
    demo.office.care_plans.save(patient, [Form(stopped, MedicationStatus("stopped"))], "Stopped")
    assert shown(demo) == []


def test_a_gap_that_is_done_leaves_the_list_and_undo_brings_it_back(demo: Demo) -> None:
    patient = demo.enrolled()
    entity = gap(demo, patient, "2026-10-20")
    item = only(demo)
    words = demo.office.due_items.done(item, "2026-10-13").value
    assert shown(demo) == []
    value = demo.office.care_plans.view(patient).short["preventive"][0].value
    assert (value.done_on, value.status) == ("2026-10-13", "done")
    assert demo.office.care_plans.view(patient).versions[0].what == "Eye exam: done 2026-10-13"
    (closed,) = demo.office.due_items.closed()
    assert (closed.item, closed.closed_on, closed.closed_by, closed.state) == (
        entity, "2026-10-13", "Maria Ortiz, RN", "closed",
    )  # fmt: skip
    demo.office.due_items.undo(item, words)
    assert shown(demo) == [("gap", "Eye exam", "2026-10-20", "soon")]
    assert demo.office.due_items.closed() == ()


def test_what_repeats_is_due_again_from_the_day_it_was_done(demo: Demo) -> None:
    gap(demo, demo.enrolled(), "2026-10-10", months=12)
    demo.office.due_items.done(only(demo), "2026-10-12")
    assert shown(demo) == [("gap", "Eye exam", "2027-10-12", "later")]
    assert [one.due_on for one in demo.office.due_items.closed()] == ["2026-10-10"]


def test_who_says_the_next_day_is_asked_before_the_months(demo: Demo) -> None:
    gap(demo, demo.enrolled(), "2026-10-10", months=12)
    demo.office.due_items.done(only(demo), "2026-10-12", "2026-12-01")
    assert shown(demo) == [("gap", "Eye exam", "2026-12-01", "later")]


def test_a_refill_that_was_moved_meanwhile_is_not_closed(demo: Demo) -> None:
    patient = demo.enrolled()
    refill(demo, patient, "2026-10-12")
    item = only(demo)
    (line,) = demo.office.care_plans.view(patient).medications
    demo.office.care_plans.save(patient, [replace(line.review, value=MedicationReview("yes", refill_on="2026-12-01"))])
    with pytest.raises(Refusal):
        demo.office.due_items.done(item)
    assert [due for _, _, due, _ in shown(demo)] == ["2026-12-01"]


def test_a_refill_is_due_again_when_somebody_says_so(demo: Demo) -> None:
    patient = demo.enrolled()
    refill(demo, patient, "2026-10-12")
    item = only(demo)
    demo.office.due_items.done(item, next_on="2026-11-11")
    assert shown(demo) == [("refill", "Lisinopril 20 mg", "2026-11-11", "soon")]
    demo.office.due_items.done(only(demo))
    assert shown(demo) == []
    assert demo.office.care_plans.view(patient).medications[0].review.value.taking == "yes"
    assert [one.due_on for one in demo.office.due_items.closed()] == ["2026-10-12", "2026-11-11"]


def test_resting_moves_no_day_of_the_plan_and_ends(demo: Demo) -> None:
    patient = demo.enrolled()
    gap(demo, patient, "2026-10-10")
    versions = len(demo.office.care_plans.view(patient).versions)
    demo.office.due_items.snooze(only(demo), "2026-10-21")
    assert shown(demo) == [("gap", "Eye exam", "2026-10-10", "snoozed")]
    assert len(demo.office.care_plans.view(patient).versions) == versions
    demo.office.due_items.snooze(only(demo), "")
    assert shown(demo) == [("gap", "Eye exam", "2026-10-10", "overdue")]
    demo.office.due_items.snooze(only(demo), "2026-10-21")
    demo.clock.advance(7 * 86_400)
    assert shown(demo) == [("gap", "Eye exam", "2026-10-10", "overdue")]


def test_what_was_changed_since_is_not_closed(demo: Demo) -> None:
    patient = demo.enrolled()
    entity = gap(demo, patient, "2026-10-10")
    item = only(demo)
    form = demo.office.care_plans.view(patient).short["preventive"][0]
    demo.office.care_plans.save(patient, [replace(form, value=replace(form.value, due_on="2026-12-01"))], "Moved")
    for command in (lambda: demo.office.due_items.done(item), lambda: demo.office.due_items.snooze(item, "2026-12-02")):
        with pytest.raises(Refusal):
            command()
    stale = Form(entity, replace(form.value, result="Normal"), form.heads)
    demo.office.care_plans.save(patient, [stale], "From elsewhere")
    (twice,) = demo.office.due_items.open()
    with pytest.raises(Refusal) as refused:
        demo.office.due_items.done(twice)
    assert refused.value.code == "due_undecided"


@pytest.mark.parametrize(("on", "again"), [("2026-10-15", ""), ("soon", ""), ("", "2026-10-14"), ("", "x")])
def test_days_that_cannot_be_are_refused_and_nothing_is_written(demo: Demo, on: str, again: str) -> None:
    refill(demo, demo.enrolled(), "2026-10-12")
    with pytest.raises(BadInput):
        demo.office.due_items.done(only(demo), on, again)
    assert [state for *_, state in shown(demo)] == ["overdue"]
    with pytest.raises(BadInput):
        demo.office.due_items.snooze(only(demo), "2026-10-14")


def test_the_list_costs_one_read_however_long_it_is(demo: Demo) -> None:
    def reads() -> int:
        counted: list[str] = []
        engine = demo.office.context.store.vault.engine

        def count(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            counted.append(statement)

        sa.event.listen(engine, "before_cursor_execute", count)
        try:
            demo.office.due_items.open()
        finally:
            sa.event.remove(engine, "before_cursor_execute", count)
        assert sum("preventive_item" in one for one in counted) == 1
        return len(counted)

    gap(demo, demo.enrolled(), "2026-10-10")
    one = reads()
    for family in ("Baker", "Clark", "Davis"):
        patient = demo.enrolled(family)
        gap(demo, patient, "2026-10-10")
        refill(demo, patient, "2026-10-10")
    assert reads() == one


def nurse(demo: Demo) -> str:
    return demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value


def test_given_to_somebody_it_is_theirs_and_goes_back_to_the_coordinator(demo: Demo) -> None:
    gap(demo, demo.enrolled(), "2026-10-10")
    tom, item = nurse(demo), only(demo)
    versions = len(demo.office.care_plans.view(item.patient_id).versions)
    demo.office.due_items.assign(item, tom)
    assert (only(demo).owner, only(demo).owner_name, only(demo).given_to) == (tom, "Tom Berg, LPN", tom)
    assert len(demo.office.care_plans.view(item.patient_id).versions) == versions, "no part of the plan"
    demo.office.due_items.assign(only(demo), "")
    assert (only(demo).owner_name, only(demo).given_to) == ("Maria Ortiz, RN", "")


def test_resting_closing_and_undoing_leave_it_whose_it_is(demo: Demo) -> None:
    patient = demo.enrolled()
    refill(demo, patient, "2026-10-12")
    tom = nurse(demo)
    demo.office.due_items.assign(only(demo), tom)
    demo.office.due_items.snooze(only(demo), "2026-10-20")
    assert (only(demo).given_to, only(demo).state) == (tom, "snoozed")
    demo.office.due_items.assign(only(demo), "")
    assert only(demo).state == "snoozed", "given away it goes on to rest"
    demo.office.due_items.assign(only(demo), tom)
    item = only(demo)
    words = demo.office.due_items.done(item).value
    (closed,) = demo.office.due_items.closed()
    assert (closed.given_to, closed.owner_name, closed.closed_by) == (tom, "Tom Berg, LPN", "Maria Ortiz, RN")
    demo.office.due_items.undo(item, words)
    assert only(demo).given_to == tom


def test_what_comes_again_is_the_coordinators_again(demo: Demo) -> None:
    gap(demo, demo.enrolled(), "2026-10-10", months=12)
    demo.office.due_items.assign(only(demo), nurse(demo))
    demo.office.due_items.done(only(demo))
    assert only(demo).owner_name == "Maria Ortiz, RN"


def test_it_is_given_to_nobody_who_is_not_there_and_of_whoever_left_it_is_nobodys(demo: Demo) -> None:
    gap(demo, demo.enrolled(), "2026-10-10")
    with pytest.raises(BadInput):
        demo.office.due_items.assign(only(demo), "nobody")
    tom = nurse(demo)
    demo.office.due_items.assign(only(demo), tom)
    with demo.office.context.transaction() as tx:
        tx.revise(PersonProfile("Tom Berg", "LPN", "nurse", active=False), entity=tom)
    assert (only(demo).owner_name, only(demo).given_to) == ("", tom)
    demo.office.due_items.assign(only(demo), "")
    with pytest.raises(BadInput):
        demo.office.due_items.assign(only(demo), tom)


def test_only_who_cares_gives_it_away(demo: Demo) -> None:
    gap(demo, demo.enrolled(), "2026-10-10")
    item, tom = only(demo), nurse(demo)
    demo.office.context.person = demo.office.people.add(PersonProfile("Bea Lind", "", "biller")).value
    with pytest.raises(Refusal):
        demo.office.due_items.assign(item, tom)
