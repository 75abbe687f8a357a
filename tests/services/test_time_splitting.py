"""Time that is shared out: the parts are the whole, nobody's second is twice, and the original stays."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Problem
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.queries import entries
from ccm_desktop.services.time_entries import Amendment, NewTime, TimedWork
from ccm_desktop.services.time_lines import TimeLine
from ccm_desktop.services.time_preview import Draft
from ccm_desktop.services.time_splitting import GroupWork, Part
from tests.services.conftest import Demo

OCTOBER = Month(2026, 10)


def standing(demo: Demo, patient: str) -> list[TimeLine]:
    """Entries that count for something, by start."""
    return [line for line in reversed(demo.office.charts.month(patient, OCTOBER).lines) if not line.voided]


def spans(demo: Demo, patient: str, zero: int) -> list[tuple[int, int]]:
    return [(line.started_at - zero, line.ended_at - zero) for line in standing(demo, patient)]


def timed(demo: Demo, patient: str, start: int, seconds: int, **more: str) -> str:
    work = TimedWork(patient, start, start + seconds, "coordination", "", "Called the pharmacy.", **more)
    return demo.office.time.record_timed(work).value


def by_hand(patient: str, start: int, seconds: int, **more: Any) -> NewTime:
    return NewTime(patient, start, start + seconds, "coordination", "Called.", "Forgot to start", **more)


def refusal(call: Callable[[], Any]) -> str:
    with pytest.raises(Problem) as caught:
        call()
    return caught.value.code


def test_a_divided_entry_is_its_parts_to_the_second(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    zero = demo.now - 3600
    entry = timed(demo, castillo, zero, 600)
    parts = (Part(250), Part(350, baker, "medication_review", note="Baker's refill."))
    demo.office.time_splits.split(entry, parts, "Half was for another patient")
    assert (spans(demo, castillo, zero), spans(demo, baker, zero)) == ([(0, 250)], [(250, 600)])
    (moved,) = standing(demo, baker)
    assert (moved.activity, moved.note, moved.source) == ("medication_review", "Baker's refill.", "timer")
    original = next(line for line in demo.office.charts.month(castillo, OCTOBER).lines if line.voided)
    assert (original.entry_id, original.seconds, original.note) == (entry, 600, "Called the pharmacy.")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((Part(600),), "one_part"),
        ((Part(300), Part(299)), "shares_do_not_add_up"),
        ((Part(300), Part(301)), "shares_do_not_add_up"),
        ((Part(600), Part(0)), "share_empty"),
        ((Part(300), Part(300, "other")), "note_missing"),
        ((Part(300), Part(300, activity="call_patient")), "outcome_missing"),
    ],
)
def test_parts_that_cannot_be_are_refused_and_leave_the_entry(demo: Demo, parts: tuple[Part, ...], code: str) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    entry = timed(demo, patient, demo.now - 3600, 600)
    named = [Part(p.seconds, other if p.patient else "", p.activity, note=p.note) for p in parts]
    assert refusal(lambda: demo.office.time_splits.split(entry, named, "Shared")) == code
    assert [line.entry_id for line in standing(demo, patient)] == [entry]


def test_group_work_is_on_each_patient_for_their_own_seconds(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    zero = demo.now - 3600
    work = GroupWork(zero, zero + 901, "coordination", "Team huddle.", "Huddle", ((castillo, 451), (baker, 450)))
    demo.office.time_splits.group(work)
    assert (spans(demo, castillo, zero), spans(demo, baker, zero)) == ([(0, 451)], [(451, 901)])
    assert {line.patients for patient in (castillo, baker) for line in standing(demo, patient)} == {2}
    assert {line.reviewed for patient in (castillo, baker) for line in standing(demo, patient)} == {False}


def test_group_work_is_recorded_for_all_or_for_nobody(demo: Demo) -> None:
    castillo, candidate = demo.enrolled(), demo.attested("Baker", "Eugene")
    zero = demo.now - 3600

    def work(*shares: tuple[str, int]) -> Callable[[], object]:
        return lambda: demo.office.time_splits.group(
            GroupWork(zero, zero + 900, "coordination", "Team huddle.", "Huddle", shares)
        )

    assert refusal(work((castillo, 450), (candidate, 450))) == "not_enrolled"
    assert refusal(work((castillo, 450), (castillo, 450))) == "patient_twice"
    assert refusal(work((castillo, 450), (candidate, 451))) == "shares_do_not_add_up"
    assert refusal(work()) == "nobody_chosen"
    assert standing(demo, castillo) == []


def overlapping(demo: Demo, patient: str, start: int, seconds: int, **more: Any) -> str:
    """An entry of the same person that another device brought along."""
    entry, person = new_id(), demo.office.context.person
    value = TimeAdded(person, "clinical_staff", start, start + seconds, "coordination", note="Elsewhere.", **more)
    with demo.office.context.transaction() as tx:
        tx.record(value, entity=entry, patient=patient)
    return entry


def test_time_that_is_typed_over_another_entry_may_take_its_seconds(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    zero = demo.now - 3600
    entry = timed(demo, castillo, zero, 600)
    assert refusal(lambda: demo.office.time.add(by_hand(baker, zero + 200, 200))) == "overlaps_own_time"
    demo.office.time.add(by_hand(baker, zero + 200, 200, trims=(entry,)))
    assert spans(demo, castillo, zero) == [(0, 200), (400, 600)]
    assert spans(demo, baker, zero) == [(200, 400)]


def test_another_programme_is_kept_apart_and_counts_nothing_here(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.enrolment.record_consent(patient, demo.consent(at=demo.now - 9 * 86_400))
    zero = demo.now - 7200
    timed(demo, patient, zero, 600)
    timed(demo, patient, zero + 600, 900, program="RPM")
    month = demo.office.charts.month(patient, OCTOBER)
    assert (month.counted_seconds, month.logged_seconds) == (600, 1500)
    assert {line.program: line.counted_seconds for line in month.lines} == {"CCM": 600, "RPM": 0}
    assert refusal(lambda: timed(demo, patient, zero + 1500, 60, program="XYZ")) == "program_unknown"
    entry = standing(demo, patient)[0].entry_id
    assert refusal(lambda: demo.office.time.amend(entry, Amendment(program="XYZ"), "x")) == "program_unknown"


def test_what_was_said_of_one_patients_visit_says_nothing_of_anothers(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    entry = overlapping(demo, castillo, demo.now - 3600, 600, same_day_em_separate=True)
    stays = demo.office.time.amend(entry, Amendment(activity="referral"), "Wrong activity").value
    moved = demo.office.time.amend(stays, Amendment(patient=baker, note="His."), "Wrong patient").value
    with demo.office.context.reading() as reader:
        found = [entries.one(reader.connection, one) for one in (stays, moved)]
    assert [one.value.same_day_em_separate for one in found if one] == [True, None]


def test_a_preview_says_where_the_month_would_stand(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    demo.office.enrolment.record_consent(castillo, demo.consent(at=demo.now - 9 * 86_400))
    zero = demo.now - 7200
    entry = timed(demo, castillo, zero, 600)
    other = timed(demo, baker, zero + 900, 300)
    preview = demo.office.time_preview.preview
    shown = preview(Draft(castillo, zero + 600, zero + 1000, "coordination", "", "CCM"))
    assert (shown.before_seconds, shown.after_seconds, shown.waits, shown.late) == (600, 1000, True, False)
    assert shown.next is not None
    assert (shown.next.code, shown.next.short_by_seconds) == ("99490", 200)
    (line,) = shown.overlaps
    assert (line.entry_id, line.patient, shown.free) == (other, "Baker, Eugene", (zero + 600, zero + 900))
    assert preview(Draft(castillo, zero + 600, zero + 1000, "coordination", "", "CCM", trims=(other,))).overlaps == ()
    shorter = preview(Draft(castillo, zero, zero + 500, "coordination", "", "CCM", entry))
    assert (shorter.before_seconds, shorter.after_seconds, shorter.waits, shorter.overlaps) == (600, 500, False, ())
    assert preview(Draft(castillo, zero, zero + 500, "coordination", "", "RPM", entry)).after_seconds == 0
    assert preview(Draft(castillo, zero - 4 * 86_400, zero - 4 * 86_400 + 60, "coordination", "", "CCM")).late


def test_undo_is_one_more_version_of_what_was_before(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    zero, time = demo.now - 3600, demo.office.time
    entry = timed(demo, castillo, zero, 600)
    changed = time.amend(entry, Amendment(ended_at=zero + 500), "Away").value
    time.undo(changed)
    assert spans(demo, castillo, zero) == [(0, 600)]
    assert refusal(lambda: time.undo(entry)) == "changed_again", "what was done since would be lost"
    (again,) = standing(demo, castillo)
    time.void(again.entry_id, "Twice")
    time.undo(again.entry_id)
    (again,) = standing(demo, castillo)
    parts = demo.office.time_splits.split(again.entry_id, (Part(100), Part(500, baker, note="His.")), "Shared").value
    time.undo(parts[0])
    assert (spans(demo, castillo, zero), spans(demo, baker, zero)) == ([(0, 600)], [])
    added = time.add(by_hand(baker, zero + 700, 60)).value
    time.undo(added)
    assert standing(demo, baker) == []
    assert len(demo.office.charts.month(castillo, OCTOBER).lines) == 6, "every version is still there"


def test_time_that_somebody_else_added_is_not_taken_back(demo: Demo) -> None:
    patient = demo.enrolled()
    zero, office = demo.now - 3600, demo.office
    added, changed = timed(demo, patient, zero, 600), timed(demo, patient, zero + 600, 600)
    changed = office.time.amend(changed, Amendment(ended_at=zero + 1000), "Away").value
    nurse = office.people.add(PersonProfile("Nia Boateng", "RN", "nurse")).value
    before, office.context.person = spans(demo, patient, zero), nurse
    for entry in (added, changed):
        assert refusal(partial(office.time.undo, entry)) == "role_may_not"
    assert spans(demo, patient, zero) == before


def test_undo_gives_an_approval_back(demo: Demo) -> None:
    patient = demo.enrolled()
    entry = demo.office.time.add(by_hand(patient, demo.now - 3600, 600)).value
    demo.office.time.approve(entry)
    longer = demo.office.time.amend(entry, Amendment(ended_at=demo.now - 2900), "Forgot to stop").value
    assert not standing(demo, patient)[0].reviewed
    demo.office.time.undo(longer)
    assert standing(demo, patient)[0].reviewed


def test_a_note_is_never_replaced(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    entry = timed(demo, castillo, demo.now - 3600, 600)
    entry = demo.office.time.amend(entry, Amendment(note="She will pick it up."), "Note correction").value
    first, second = standing(demo, castillo)[0].note.split("\n")
    assert first == "Called the pharmacy."
    assert second.startswith("[Oct ")
    assert second.endswith(" MO] She will pick it up.")
    demo.office.time.amend(entry, Amendment(patient=baker, note="His refill."), "Wrong patient")
    assert standing(demo, baker)[0].note == "His refill.", "a chart says nothing of another patient"
    moved = next(line for line in demo.office.charts.month(castillo, OCTOBER).lines if line.moved_to)
    assert (moved.moved_to, standing(demo, baker)[0].moved_from) == ("Baker, Eugene", "Castillo, María")
    nothing = Amendment(activity="coordination")
    assert refusal(lambda: demo.office.time.amend(standing(demo, baker)[0].entry_id, nothing, "x")) == "nothing_changed"


def test_what_waits_is_listed_across_patients_and_approved_at_once_or_not_at_all(demo: Demo) -> None:
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    first = demo.office.time.add(by_hand(castillo, demo.now - 3600, 600)).value
    second = demo.office.time.add(by_hand(baker, demo.now - 2400, 600)).value
    timed(demo, castillo, demo.now - 1200, 60)
    review = demo.office.time_review
    assert [(line.entry_id, line.patient) for line in review.waiting()] == [
        (first, "Castillo, María"), (second, "Baker, Eugene"),
    ]  # fmt: skip
    assert refusal(lambda: review.approve((first, "nothing"))) == "entry_unknown"
    assert len(review.waiting()) == 2
    assert refusal(lambda: review.approve(())) == "nothing_chosen"
    review.approve((first, second))
    assert review.waiting() == ()


def test_an_entry_moved_out_of_an_overlap_may_take_seconds_of_the_other(demo: Demo) -> None:
    """What is left of the other meets the entry as it was, which goes in the same commit: no second is doubled."""
    castillo, baker = demo.enrolled(), demo.enrolled("Baker", "Eugene")
    zero = demo.now - 7200
    entry = timed(demo, castillo, zero + 600, 600)
    other = overlapping(demo, baker, zero + 300, 600)  # shares 600–900 with it
    change = Amendment(started_at=zero, ended_at=zero + 400, trims=(other,))
    demo.office.time.amend(entry, change, "Wrong hour")
    assert spans(demo, castillo, zero) == [(0, 400)]
    assert spans(demo, baker, zero) == [(400, 900)]
