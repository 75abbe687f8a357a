"""Check-ins on a real file: rhythm, questions of the plan, the work they make, and every way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.services.checkins import Given, NewCheckin
from ccm_desktop.services.forms import CheckinSchedule, Form, SymptomToWatch
from ccm_desktop.services.tasks import TaskLine
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026, in New York.
SIGNS = (
    SymptomToWatch("Ankles swell", "Call us", "call"),
    SymptomToWatch("Weight up 3 lb", "Call us the same day", "same_day"),
)


def patient_with_signs(demo: Demo) -> str:
    patient = demo.enrolled()
    demo.office.care_plans.save(patient, [Form("", one) for one in SIGNS], "Symptoms")
    return patient


def plan(
    demo: Demo, patient: str, every: int = 7, first: str = "", paused: bool = False, why: str = ""
) -> None:  # fmt: skip
    form = demo.office.checkins.sheet(patient).schedule
    value = CheckinSchedule(every, first or form.value.first_on, paused, why)
    demo.office.checkins.plan(replace(form, value=value))


def given(demo: Demo, patient: str, said: Mapping[str, str], rest: str = "no") -> tuple[Given, ...]:
    """Answers by the words of the question."""
    questions = demo.office.checkins.sheet(patient).questions
    assert set(said) <= {one.ask for one in questions}
    return tuple(Given(one, said.get(one.ask, rest)) for one in questions)


def answer(demo: Demo, patient: str, said: Mapping[str, str] = {}, rest: str = "no", on: str = "") -> str:
    return demo.office.checkins.record(NewCheckin(patient, given(demo, patient, said, rest), on)).value


def work(demo: Demo, patient: str) -> list[TaskLine]:
    return list(demo.office.tasks.list(patient=patient))


def due(demo: Demo) -> list[tuple[str, str, int]]:
    return [(one.due_on, one.state, one.missed) for one in demo.office.checkins.due(later=True)]


def test_the_questions_are_those_of_the_plan_and_three_for_everybody(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    asked = demo.office.checkins.sheet(patient).questions
    assert [(one.ask, one.do, one.urgency) for one in asked[:2]] == [(s.sign, s.do, s.urgency) for s in SIGNS]
    assert [one.key for one in asked[2:]] == ["worse", "medicine", "new"]
    first = demo.office.care_plans.view(patient).short["symptoms"][0]
    gone = replace(first, value=replace(first.value, status="removed"))
    demo.office.care_plans.save(patient, [gone], "Gone")
    assert len(demo.office.checkins.sheet(patient).questions) == 4


def test_a_week_from_due_to_answered(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    assert demo.office.checkins.sheet(patient).due is None
    plan(demo, patient, 7, "2026-10-12")
    assert due(demo) == [("2026-10-12", "overdue", 1)]
    assert [one.what for one in demo.office.checkins.due()] == ["Symptom check-in, every week"]
    record = answer(demo, patient)
    assert due(demo) == [("2026-10-19", "later", 0)]
    assert demo.office.checkins.due() == ()
    assert work(demo, patient) == []
    (shown,) = demo.office.checkins.sheet(patient).lines
    assert (shown.level, shown.words, shown.answered_on) == ("green", "Green", "2026-10-14")
    with pytest.raises(BadInput):
        demo.office.checkins.withdraw(record, " ")
    demo.office.checkins.withdraw(record)
    assert due(demo) == [("2026-10-12", "overdue", 1)]
    assert demo.office.checkins.sheet(patient).lines == ()
    with pytest.raises(Refusal):
        demo.office.checkins.withdraw(record)


def test_only_those_who_are_enrolled_are_asked(demo: Demo) -> None:
    patient = demo.patient()
    plan(demo, patient)
    assert due(demo) == []
    assert demo.office.checkins.sheet(patient).due is not None


def test_a_day_of_the_rhythm_begins_at_the_practice_s_midnight_when_clocks_change(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    plan(demo, patient, 7, "2026-10-18")
    demo.clock.wall = datetime(2026, 11, 1, 3, 59, 59, tzinfo=UTC)  # 11:59 PM of October 31
    assert due(demo) == [("2026-10-18", "overdue", 2)]
    answer(demo, patient)
    demo.clock.wall = datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)  # still November 1, a day of 25 hours
    assert due(demo) == [("2026-11-08", "later", 0)], "an answer the day before is for that day"
    demo.clock.wall = datetime(2026, 11, 9, 4, 59, 59, tzinfo=UTC)
    assert due(demo) == [("2026-11-08", "due", 0)]
    demo.clock.wall = datetime(2026, 11, 9, 5, 0, 0, tzinfo=UTC)
    assert due(demo) == [("2026-11-08", "overdue", 1)]


def test_red_is_work_of_the_same_day_with_the_words_of_the_plan(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    record = answer(demo, patient, {"Weight up 3 lb": "little", "Ankles swell": "yes"})
    (line,) = work(demo, patient)
    what = line.what.value
    assert what.title == "Red check-in: Weight up 3 lb → Call us the same day; Ankles swell → Call us"
    assert (what.due_on, what.priority, what.reference) == ("2026-10-14", "high", record)
    (shown,) = demo.office.checkins.sheet(patient).lines
    assert (shown.level, shown.is_open, shown.task) == ("red", True, line.task_id)
    (asked,) = demo.office.plan_reviews.asked()
    assert asked.causes == ("Check-in: Weight up 3 lb; Ankles swell",)


def test_amber_is_work_within_two_workdays(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    answer(demo, patient, {"Have you missed any of your medicine?": "yes"})
    (line,) = work(demo, patient)
    assert (line.what.value.due_on, line.what.value.priority) == ("2026-10-16", "normal")
    assert line.what.value.title == "Amber check-in: Have you missed any of your medicine?"
    (asked,) = demo.office.plan_reviews.asked()
    assert asked.causes == ("Check-in: medicine was missed",)


def test_work_stays_until_somebody_says_what_was_done(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    answer(demo, patient, {"Weight up 3 lb": "yes"})
    (line,) = work(demo, patient)
    with pytest.raises(BadInput) as refused:
        demo.office.tasks.done(line, "  ")
    assert refused.value.code == "outcome_missing"
    with pytest.raises(BadInput):
        demo.office.tasks.drop(line, " ")
    assert work(demo, patient) == [line]
    done = demo.office.tasks.done(line, "Doubled the water pill, told Dr. Reyes").value
    (shown,) = demo.office.checkins.sheet(patient).lines
    assert (shown.is_open, shown.outcome) == (False, "Doubled the water pill, told Dr. Reyes")
    open_again = demo.office.tasks.reopen(done).value
    assert demo.office.checkins.sheet(patient).lines[0].is_open
    demo.office.tasks.drop(open_again, "Scale was broken")
    assert demo.office.checkins.sheet(patient).lines[0].outcome == "Scale was broken"


def test_red_is_not_put_off_and_amber_may_be(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    answer(demo, patient, {"Weight up 3 lb": "yes"})
    (red,) = work(demo, patient)
    for day in ("2026-10-15", ""):
        with pytest.raises(Refusal) as refused:
            demo.office.tasks.snooze(red, day)
        assert refused.value.code == "checkin_red"
    demo.office.tasks.snooze(red, "2026-10-14", "16:00")
    other = demo.enrolled("Adams", "Ann")
    answer(demo, other, {"Is there anything new that we should know?": "yes"})
    (amber,) = work(demo, other)
    assert demo.office.tasks.snooze(amber, "2026-10-19").value.what.value.due_on == "2026-10-19"


def test_what_is_not_answered_leaves_it_due(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    plan(demo, patient, 7, "2026-10-14")
    answer(demo, patient, {"Ankles swell": "no"}, rest="")
    assert [one.level for one in demo.office.checkins.sheet(patient).lines] == ["incomplete"]
    assert due(demo) == [("2026-10-14", "due", 0)]
    assert work(demo, patient) == []
    with pytest.raises(BadInput) as refused:
        answer(demo, patient, rest="")
    assert refused.value.code == "checkin_empty"


def test_a_sign_that_came_into_the_plan_meanwhile_was_not_answered(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    form = given(demo, patient, {})
    demo.office.care_plans.save(patient, [Form("", SymptomToWatch("Chest pain", "Call 911", "emergency"))], "New")
    demo.office.checkins.record(NewCheckin(patient, form))
    (shown,) = demo.office.checkins.sheet(patient).lines
    assert (shown.level, shown.words) == ("incomplete", "Incomplete, 1 not answered")


def test_undo_takes_everything_back_but_what_somebody_saw_to(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    said = {"Weight up 3 lb": "yes", "Have you missed any of your medicine?": "yes"}
    record = answer(demo, patient, said)
    assert len(demo.office.plan_reviews.asked()[0].causes) == 2
    demo.office.checkins.withdraw(record)
    assert (work(demo, patient), demo.office.plan_reviews.asked()) == ([], ())
    record = answer(demo, patient, said)
    demo.office.tasks.done(work(demo, patient)[0], "Called her")
    demo.office.checkins.withdraw(record, "Another patient's")
    ended = [line.status.value for line in demo.office.tasks.list(patient=patient, open_only=False)]
    assert [(one.status, one.outcome) for one in ended] == [
        ("dropped", "Taken back with the check-in"), ("done", "Called her"),
    ]  # fmt: skip


def test_a_pause_and_the_way_back(demo: Demo) -> None:
    patient = patient_with_signs(demo)
    plan(demo, patient, 7, "2026-10-05")
    plan(demo, patient, 7, paused=True, why="In the hospital")
    assert due(demo) == [("2026-10-05", "paused", 0)]
    assert demo.office.checkins.due() == ()
    plan(demo, patient, 7)
    assert due(demo) == [("2026-10-19", "later", 0)], "what came in the pause is not asked for"
    before = demo.office.checkins.sheet(patient).schedule
    now = demo.office.checkins.plan(replace(before, value=CheckinSchedule())).value
    assert due(demo) == []
    demo.office.checkins.plan(replace(now, value=before.value))
    assert due(demo) == [("2026-10-19", "later", 0)]


@pytest.mark.parametrize(
    ("every", "first", "code"),
    [(-1, "", "checkin_rhythm"), (91, "", "checkin_rhythm"), (7, "soon", "date_unreadable")],
)
def test_a_rhythm_that_is_none_is_refused(demo: Demo, every: int, first: str, code: str) -> None:
    patient = demo.patient()
    with pytest.raises(BadInput) as refused:
        plan(demo, patient, every, first)
    assert refused.value.code == code
    assert demo.office.checkins.sheet(patient).schedule.heads == ()


def test_what_cannot_be_an_answer_is_refused_whole(demo: Demo) -> None:
    patient, other = patient_with_signs(demo), demo.enrolled("Adams", "Ann")
    own = given(demo, patient, {})
    wrong = {
        "checkin_question": NewCheckin(other, own),
        "checkin_answer": NewCheckin(patient, (*own[:1], replace(own[1], answer="maybe"))),
        "checkin_in_future": NewCheckin(patient, own, "2026-10-15"),
        "date_unreadable": NewCheckin(patient, own, "tomorrow"),
    }
    for code, new in wrong.items():
        with pytest.raises(BadInput) as refused:
            demo.office.checkins.record(new)
        assert refused.value.code == code
    assert [demo.office.checkins.sheet(one).lines for one in (patient, other)] == [(), ()]


def test_of_a_sign_changed_on_two_computers_the_more_pressing_version_is_asked(demo: Demo) -> None:
    patient = demo.enrolled()
    sign = demo.office.care_plans.save(patient, [Form("", SymptomToWatch("Dizzy", "Call 911", "emergency"))]).value[0]
    with demo.office.context.transaction() as tx:
        tx.record(SymptomToWatch("Dizzy", "Call us", "call"), entity=sign, patient=patient)
    (asked, *_) = demo.office.checkins.sheet(patient).questions
    assert (asked.key, asked.do, asked.urgency) == (sign, "Call 911", "emergency")


def test_a_schedule_kept_on_two_computers_is_a_question(demo: Demo) -> None:
    patient = demo.enrolled()
    opened = demo.office.checkins.sheet(patient).schedule
    for days in (7, 14):
        demo.office.checkins.plan(replace(opened, value=CheckinSchedule(days, "2026-10-14")))
    form = demo.office.checkins.sheet(patient).schedule
    assert (form.value.every_days, [one.every_days for one in form.others]) == (14, [7])
    (conflict,) = demo.office.conflicts.open()
    assert conflict.title == "Check-in schedule"
    demo.office.checkins.plan(form)
    assert demo.office.checkins.sheet(patient).schedule.others == ()
