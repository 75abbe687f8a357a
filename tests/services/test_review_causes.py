"""Reviews that something asks for: what raises one, that a patient has one, what answers it, and every way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.plan_freshness import AGING
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.ledger.payloads.review_cause import ReviewCause, cause_entity
from ccm_desktop.services import plan_moves
from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.forms import (
    Barrier,
    CareTeamMember,
    Form,
    GoalText,
    MedicationOrder,
    MedicationReview,
    PlanReview,
    PlanSummary,
    PreventiveItem,
)
from ccm_desktop.services.instructions import NewInstruction
from ccm_desktop.services.plan_reviews import switched
from ccm_desktop.services.tasks import NewTask, TaskLine
from tests.services.conftest import Demo

# The clock stands on Wednesday, October 14, 2026.


def causes(demo: Demo, patient: str) -> list[tuple[str, str]]:
    """Day and words of what the patient's review is asked for."""
    found = [one for one in demo.office.plan_reviews.asked() if one.patient_id == patient]
    assert len(found) <= 1, "one review a patient"
    return [(found[0].due_on, words) for words in found[0].causes] if found else []


def held(demo: Demo, about: str) -> tuple[str, str]:
    with demo.office.context.reading() as reader:
        found = reader.held(ReviewCause, cause_entity(about))
    assert found is not None
    return found.value.state, found.value.how


def escalate(demo: Demo, patient: str, reason: str = "Fell") -> str:
    return demo.office.escalations.raise_one(NewEscalation(patient, "routine", reason, "practitioner")).value


def drug(demo: Demo, patient: str, name: str = "Lisinopril") -> str:
    return demo.office.care_plans.save(patient, [Form("", MedicationOrder(name, "20", "mg"))]).value[0]


def reconcile(demo: Demo, patient: str, medication: str, taking: str, **more: str) -> None:
    (line,) = [one for one in demo.office.care_plans.view(patient).medications if one.review.entity == medication]
    value = MedicationReview(taking, reconciled_on="2026-10-14", **more)
    demo.office.care_plans.save(patient, [replace(line.review, value=value)], "Reconciled", follow_up=True)


def loop(demo: Demo, patient: str, due: str, subject: str = "follow_up") -> str:
    new = NewCoordination("Dr. Green", "from_us", subject, "Sent the summary", next_step="Visit", due_on=due)
    return demo.office.coordination.record(patient, new).value


def reviewed(demo: Demo, patient: str, why: str = "Went over it with the nurse") -> None:
    demo.office.plan_reviews.no_change(demo.office.plan_reviews.opened(patient), why)


RAISERS: dict[str, tuple[Callable[[Demo, str], object], str]] = {
    "an escalation": (escalate, "Fell"),
    "early signs": (
        lambda demo, patient: demo.office.quick_findings.record(patient, "early_signs", "Ankles swell"),
        "Early warning signs: Ankles swell. Call the patient and look at the symptoms to watch",
    ),
    "confusion": (
        lambda demo, patient: demo.office.quick_findings.record(patient, "medication", "Two boxes"),
        "Medication confusion: Two boxes",
    ),
    "cost": (lambda d, p: reconcile(d, p, drug(d, p), "cost"), "Lisinopril: cannot afford it"),
    "out": (lambda d, p: reconcile(d, p, drug(d, p), "out"), "Lisinopril: has run out"),
    "not taken": (lambda d, p: reconcile(d, p, drug(d, p), "no"), "Lisinopril: does not take it"),
    "unsure": (lambda d, p: reconcile(d, p, drug(d, p), "confused"), "Lisinopril: is not sure how to take it"),
    "a referral": (lambda d, p: loop(d, p, "2026-10-28", "referral"), "Dr. Green: Visit on Oct 28"),
    "a due item": (
        lambda d, p: d.office.care_plans.save(p, [Form("", PreventiveItem("Eye exam", "2026-10-28"))]),
        "Eye exam on Oct 28",
    ),
}


@pytest.mark.parametrize("name", RAISERS)
def test_each_event_asks_for_a_review_and_says_why(demo: Demo, name: str) -> None:
    patient = demo.enrolled()
    raiser, words = RAISERS[name]
    raiser(demo, patient)
    assert [one for _, one in causes(demo, patient)] == [words]
    standing = demo.office.plan_freshness.of(demo.office.care_plans.view(patient))
    assert f"Review asked for: {words}" in [one.words for one in standing.reasons if one.level == AGING]


QUIET: dict[str, Callable[[Demo, str], object]] = {
    "taken as ordered": lambda d, p: reconcile(d, p, drug(d, p), "yes"),
    "a missed visit": lambda d, p: d.office.quick_findings.record(p, "missed_visit"),
    "a barrier": lambda d, p: d.office.quick_findings.record(p, "transport"),
    "a test": lambda d, p: loop(d, p, "2026-10-28", "test"),
    "a vaccination": lambda d, p: d.office.care_plans.save(p, [Form("", PreventiveItem("Flu shot", "2026-10-28"))]),
    "an exam without a day": lambda d, p: d.office.care_plans.save(p, [Form("", PreventiveItem("Eye exam"))]),
    "an exam that is done": lambda d, p: d.office.care_plans.save(
        p, [Form("", PreventiveItem("Eye exam", "2026-10-28", status="done"))]
    ),
}


@pytest.mark.parametrize("name", QUIET)
def test_what_is_none_of_the_three_asks_for_nothing(demo: Demo, name: str) -> None:
    patient = demo.enrolled()
    QUIET[name](demo, patient)
    assert causes(demo, patient) == []


def test_the_question_which_instruction_holds_is_no_symptom(demo: Demo) -> None:
    patient = demo.enrolled()
    medication = drug(demo, patient)
    new = NewInstruction(medication, "Dr. Green", "Take 40 mg", "2026-10-13")
    demo.office.instructions.raise_one(patient, new)
    assert len(demo.office.escalations.list(patient=patient)) == 1
    assert causes(demo, patient) == []


def test_causes_gather_in_one_review_the_most_urgent_first_and_the_review_answers_all(demo: Demo) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker")
    medication = drug(demo, patient)
    reconcile(demo, patient, medication, "out")
    first = escalate(demo, patient)
    escalate(demo, other, "Dizzy")
    assert causes(demo, patient) == [("2026-10-15", "Fell"), ("2026-10-15", "Lisinopril: has run out")]
    reviewed(demo, patient)
    assert causes(demo, patient) == []
    assert held(demo, first) == ("answered", "Reviewed, no change: Went over it with the nurse")
    assert [words for _, words in causes(demo, other)] == ["Dizzy"], "another patient's review is another"


def test_undo_of_the_review_asks_again_and_redo_answers_again(demo: Demo) -> None:
    patient = demo.enrolled()
    about = escalate(demo, patient)
    reviewed(demo, patient)
    demo.office.care_plans.undo(patient)
    assert [words for _, words in causes(demo, patient)] == ["Fell"]
    demo.office.care_plans.redo(patient)
    assert causes(demo, patient) == []
    assert held(demo, about)[0] == "answered"


def test_a_change_of_the_plan_answers_and_a_telephone_number_does_not(demo: Demo) -> None:
    patient = demo.enrolled()
    about = escalate(demo, patient)
    demo.office.care_plans.save(patient, [Form("", Barrier("No car", "transport"))], "Barrier added")
    drug_review = PlanReview("2027-01-10", "", "")
    demo.office.care_plans.save(patient, [Form(patient, drug_review)], "Review date set")
    assert [words for _, words in causes(demo, patient)] == ["Fell"]
    demo.office.care_plans.save(patient, [Form("", GoalText("Walk daily"))], "Goal added")
    assert causes(demo, patient) == []
    assert held(demo, about) == ("answered", "Goal added")
    demo.office.care_plans.undo(patient)
    assert [words for _, words in causes(demo, patient)] == ["Fell"]


def test_the_summary_of_the_month_answers_nothing_until_somebody_says_that_the_plan_was_reviewed(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    plans = demo.office.care_plans
    for words in ("Fell twice in October", "Fell twice in October, walks with a cane"):
        plans.save(patient, [replace(plans.view(patient).summary, value=PlanSummary(words, "Stable", "Walk"))])
        assert [words for _, words in causes(demo, patient)] == ["Fell"]
    reviewed(demo, patient)
    assert causes(demo, patient) == []


def test_a_line_that_is_only_moved_answers_nothing(demo: Demo) -> None:
    patient = demo.enrolled()
    care_plans = demo.office.care_plans
    first, second = (care_plans.save(patient, [Form("", GoalText(name))]).value[0] for name in ("Walk", "Sleep"))
    escalate(demo, patient)
    plan = care_plans.view(patient)
    for entity in (plan.problems[0].code.entity, first):
        edit = plan_moves.shifted(plan, entity, 1)
        care_plans.save(patient, edit.forms, edit.what)
    assert [words for _, words in causes(demo, patient)] == ["Fell"]
    reached = next(one.status for one in care_plans.view(patient).unattached_goals if one.text.entity == second)
    care_plans.save(patient, [replace(reached, value=replace(reached.value, status="achieved"))])
    assert causes(demo, patient) == []


def test_a_reconciliation_is_no_review_of_what_was_asked_before(demo: Demo) -> None:
    patient = demo.enrolled()
    first, second = drug(demo, patient), drug(demo, patient, "Metformin")
    reconcile(demo, patient, first, "cost")
    reconcile(demo, patient, second, "yes")
    assert [words for _, words in causes(demo, patient)] == ["Lisinopril: cannot afford it"]


def test_one_medicine_asks_once_and_again_only_when_it_is_found_anew(demo: Demo) -> None:
    patient = demo.enrolled()
    medication = drug(demo, patient)
    reconcile(demo, patient, medication, "cost")
    reconcile(demo, patient, medication, "cost", refill_on="2026-10-20")
    assert len(causes(demo, patient)) == 1
    reviewed(demo, patient)
    reconcile(demo, patient, medication, "cost", education="Where to ask for help")
    assert causes(demo, patient) == []
    demo.clock.advance(86_400)
    (line,) = demo.office.care_plans.view(patient).medications
    again = replace(line.review, value=replace(line.review.value, reconciled_on="2026-10-15"))
    demo.office.care_plans.save(patient, [again], "Reconciled", follow_up=True)
    assert causes(demo, patient) == [("2026-10-19", "Lisinopril: cannot afford it")]


def test_undo_of_the_reconciliation_takes_its_cause_too(demo: Demo) -> None:
    patient = demo.enrolled()
    medication = drug(demo, patient)
    reconcile(demo, patient, medication, "cost")
    demo.office.care_plans.undo(patient)
    assert causes(demo, patient) == []
    assert held(demo, medication)[0] == "withdrawn"
    demo.office.care_plans.redo(patient)
    assert [words for _, words in causes(demo, patient)] == ["Lisinopril: cannot afford it"]


def test_undo_twice_takes_back_the_review_and_then_what_asked_for_it(demo: Demo) -> None:
    patient = demo.enrolled()
    medication = drug(demo, patient)
    reconcile(demo, patient, medication, "cost")
    reviewed(demo, patient)
    demo.office.care_plans.undo(patient)
    assert len(causes(demo, patient)) == 1
    demo.office.care_plans.undo(patient)
    assert (causes(demo, patient), held(demo, medication)[0]) == ([], "withdrawn")


def test_what_somebody_else_answered_stays_answered(demo: Demo) -> None:
    patient = demo.enrolled()
    exam = demo.office.care_plans.save(patient, [Form("", PreventiveItem("Eye exam", "2026-10-20"))]).value[0]
    maria, demo.office.context.person = demo.office.context.person, demo.biller
    reviewed(demo, patient)
    demo.office.context.person = maria
    demo.office.care_plans.undo(patient)
    assert held(demo, exam)[0] == "answered"


def test_an_answer_that_somebody_else_took_back_leaves_the_cause_to_who_found_it(demo: Demo) -> None:
    patient, plans, me = demo.enrolled(), demo.office.care_plans, demo.office.context.person
    reconcile(demo, patient, drug(demo, patient), "cost")
    demo.office.context.person = demo.biller
    plans.save(patient, [Form("", GoalText("Walk daily"))], "Goal added")
    plans.undo(patient)
    demo.office.context.person = me
    assert len(causes(demo, patient)) == 1
    plans.undo(patient)
    assert causes(demo, patient) == [], "nobody found it any more"


@pytest.mark.parametrize("finding", ["medication", "early_signs"])
def test_a_finding_that_is_taken_back_asks_for_nothing(demo: Demo, finding: str) -> None:
    patient = demo.enrolled()
    record = demo.office.quick_findings.record(patient, finding).value
    assert len(causes(demo, patient)) == 1
    demo.office.quick_findings.withdraw(record)
    assert causes(demo, patient) == []


def test_confusion_about_one_medicine_asks_once(demo: Demo) -> None:
    patient = demo.enrolled()
    record = demo.office.quick_findings.record(patient, "medication", "Takes two", drug(demo, patient)).value
    assert [words for _, words in causes(demo, patient)] == ["Medication confusion: Takes two"]
    demo.office.quick_findings.withdraw(record)
    assert causes(demo, patient) == []


def test_an_appointment_that_moves_moves_the_review_and_one_that_is_settled_ends_it(demo: Demo) -> None:
    patient = demo.enrolled()
    entry = loop(demo, patient, "2026-10-28")
    assert causes(demo, patient) == [("2026-10-26", "Dr. Green: Visit on Oct 28")]
    moved = NewCoordination("Dr. Green", "from_us", "follow_up", "Sent it", next_step="Visit", due_on="2026-11-12")
    demo.office.coordination.correct(demo.office.coordination.one(entry), moved, "Moved by the clinic")
    assert causes(demo, patient) == [("2026-11-09", "Dr. Green: Visit on Nov 12")]
    (line,) = demo.office.coordination.open_loops(patient)
    closing = demo.office.coordination.close(line, "Seen").value
    assert causes(demo, patient) == []
    demo.office.coordination.reopen(closing)
    assert causes(demo, patient) == [("2026-11-09", "Dr. Green: Visit on Nov 12")]


def test_a_withdrawn_entry_asks_for_nothing_and_an_answered_appointment_stays_answered(demo: Demo) -> None:
    patient = demo.enrolled()
    entry = loop(demo, patient, "2026-10-20")
    reviewed(demo, patient)
    loop(demo, patient, "2026-11-20", "test")
    assert causes(demo, patient) == [], "what is logged afterwards asks nothing again"
    demo.office.coordination.withdraw(entry)
    assert held(demo, entry)[0] == "answered"
    other = loop(demo, patient, "2026-10-21")
    demo.office.coordination.withdraw(other)
    assert (causes(demo, patient), held(demo, other)[0]) == ([], "withdrawn")


def test_an_appointment_at_short_notice_is_asked_about_once_and_stays_late(demo: Demo) -> None:
    patient, other = demo.enrolled(), demo.enrolled("Baker")
    for one in (patient, other):
        loop(demo, one, "2026-10-15")
        assert causes(demo, one) == [("2026-10-14", "Dr. Green: Visit on Oct 15")]
    reviewed(demo, patient)
    demo.clock.advance(86_400)
    for one in (patient, other):
        loop(demo, one, "2026-11-20", "test")
    assert causes(demo, patient) == [], "an entry about something else asks nothing again"
    assert causes(demo, other) == [("2026-10-14", "Dr. Green: Visit on Oct 15")], "nor does it give another day"


def test_a_review_leaves_an_appointment_that_is_far_ahead(demo: Demo) -> None:
    patient = demo.enrolled()
    loop(demo, patient, "2027-01-20")
    escalate(demo, patient)
    reviewed(demo, patient)
    assert [words for _, words in causes(demo, patient)] == ["Dr. Green: Visit on Jan 20"]


def test_a_review_that_nobody_made_before_the_appointment_is_still_to_be_made(demo: Demo) -> None:
    patient = demo.enrolled()
    loop(demo, patient, "2026-10-20")
    demo.clock.advance(8 * 86_400)
    loop(demo, patient, "2026-11-20", "test")
    assert causes(demo, patient) == [("2026-10-16", "Dr. Green: Visit on Oct 20")]


def test_today_shows_one_line_a_patient_with_every_cause_from_the_day_it_is_due(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    demo.office.quick_findings.record(patient, "medication")

    def lines() -> list[tuple[str, str, bool]]:
        view = demo.office.today.view(demo.office.patients.panel())
        return [(one.what, one.due_on, one.overdue) for one in view.lines if one.key.startswith("review:")]

    assert lines() == []
    ahead = demo.office.today.view(demo.office.patients.panel()).ahead
    words = "Fell; Medication confusion"
    assert ("2026-10-15", f"Care plan review: {words}") in [(one.day, one.what) for one in ahead]
    demo.clock.advance(86_400)
    assert lines() == [(f"Review the care plan: {words}", "2026-10-15", False)]
    demo.clock.advance(86_400)
    assert lines() == [(f"Review the care plan: {words}", "2026-10-15", True)]
    reviewed(demo, patient)
    assert lines() == []


@pytest.mark.parametrize(
    ("appointment", "day"),
    [("2026-10-22", "2026-10-16"), ("2026-10-15", "")],
    ids=["asked for later than its day", "due today"],
)
def test_a_review_stands_once_on_the_day_that_comes_first(demo: Demo, appointment: str, day: str) -> None:
    patient = demo.enrolled()
    loop(demo, patient, appointment)
    opened = demo.office.plan_reviews.opened(patient)
    demo.office.care_plans.save(patient, [replace(opened, value=replace(opened.value, review_on="2026-10-16"))], "Day")
    view = demo.office.today.view(demo.office.patients.panel())
    ahead = [one.day for one in view.ahead if one.what.startswith("Care plan review: Dr. Green")]
    now = [one.due_on for one in view.lines if one.key.startswith("review:")]
    assert (ahead, now) == (([day], []) if day else ([], ["2026-10-14"]))
    assert not [one for one in view.ahead if one.what == "Care plan review"]


def test_the_lead_switches_each_off_and_what_is_asked_already_stays(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    form = demo.office.plan_reviews.policy()
    for key in ("symptom", "dose", "specialist"):
        form = replace(form, value=switched(form.value, key, on=False))
    demo.office.plan_reviews.choose(form)
    for raiser, _ in RAISERS.values():
        raiser(demo, demo.enrolled("Baker"))
    assert [one.name for one in demo.office.plan_reviews.asked()] == ["Castillo, María"]
    form = demo.office.plan_reviews.policy()
    assert form.value.no_review_after == ("dose", "specialist", "symptom")
    demo.office.plan_reviews.choose(replace(form, value=switched(form.value, "dose", on=True)))
    demo.office.quick_findings.record(patient, "medication")
    assert [words for _, words in causes(demo, patient)] == ["Fell", "Medication confusion"]


def test_only_the_lead_switches_and_only_what_there_is(demo: Demo) -> None:
    form = demo.office.plan_reviews.policy()
    with pytest.raises(BadInput):
        demo.office.plan_reviews.choose(replace(form, value=replace(form.value, no_review_after=("weather",))))
    demo.office.context.person = demo.biller
    with pytest.raises(Refusal):
        demo.office.plan_reviews.choose(replace(form, value=switched(form.value, "dose", on=False)))


# What asks for a review becomes a task


def tasks_of(demo: Demo, patient: str, *, open_only: bool = True) -> list[TaskLine]:
    found = demo.office.tasks.list(patient=patient, open_only=open_only)
    return [one for one in found if one.what.value.source == "review"]


def on_today(demo: Demo, *, everybody: bool = True) -> list[tuple[str, str, str]]:
    lines = demo.office.today.view(demo.office.patients.panel(), everybody=everybody).lines
    return [(one.what, one.due_on, one.whose) for one in lines if one.review is not None]


def tom(demo: Demo) -> str:
    return demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value


def test_handed_over_it_is_somebodys_task_by_a_day_and_stands_once(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    escalate(demo, patient, "Dizzy")
    assert on_today(demo) == []
    demo.clock.advance(2 * 86_400)
    assert on_today(demo) == [("Review the care plan: Fell; Dizzy", "2026-10-15", "Maria Ortiz, RN")]
    demo.office.plan_reviews.hand_over(patient, tom(demo), "2026-10-20")
    assert on_today(demo) == []
    assert [(one.what.value.due_on, one.owner_name) for one in tasks_of(demo, patient)] == [
        ("2026-10-20", "Tom Berg, LPN")
    ]  # fmt: skip
    demo.clock.advance(4 * 86_400)
    assert on_today(demo) == [("Review the care plan: Fell; Dizzy", "2026-10-20", "Tom Berg, LPN")]
    assert on_today(demo, everybody=False) == []
    assert len(causes(demo, patient)) == 2, "the plan still says what asks"


def test_without_more_words_it_is_the_coordinators_by_the_most_urgent_day(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    demo.office.plan_reviews.hand_over(patient)
    (task,) = tasks_of(demo, patient)
    assert (task.what.value.due_on, task.owner_name) == ("2026-10-15", "Maria Ortiz, RN")


@pytest.mark.parametrize("end", ["drop", "done"])
def test_taken_back_or_done_without_a_review_it_asks_by_itself_again(demo: Demo, end: str) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    task = demo.office.plan_reviews.hand_over(patient, due_on="2026-10-30").value
    demo.clock.advance(2 * 86_400)
    assert on_today(demo) == []
    getattr(demo.office.tasks, end)(demo.office.tasks.one(task), "Taken back at once")
    assert on_today(demo) == [("Review the care plan: Fell", "2026-10-15", "Maria Ortiz, RN")]


def test_the_review_ends_the_task_and_its_undo_opens_both(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    task = demo.office.plan_reviews.hand_over(patient, tom(demo)).value
    reviewed(demo, patient)
    status = demo.office.tasks.one(task).status.value
    assert (status.status, status.outcome) == ("done", "Reviewed, no change: Went over it with the nurse")
    demo.office.care_plans.undo(patient, "Reviewed, no change: Went over it with the nurse")
    assert demo.office.tasks.one(task).status.value.status == "open"
    assert [words for _, words in causes(demo, patient)] == ["Fell"]


def test_what_comes_later_asks_beside_the_task(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    demo.office.plan_reviews.hand_over(patient, due_on="2026-10-30")
    escalate(demo, patient, "Dizzy")
    demo.clock.advance(2 * 86_400)
    assert [what for what, _, _ in on_today(demo)] == ["Review the care plan: Dizzy"]


def test_a_cause_that_holds_no_more_takes_its_task_along_once_it_was_the_last(demo: Demo) -> None:
    patient = demo.enrolled()
    loops = [loop(demo, patient, "2026-10-22"), loop(demo, patient, "2026-10-23")]
    task = demo.office.plan_reviews.hand_over(patient).value
    for number, entry in enumerate(loops):
        assert demo.office.tasks.one(task).status.value.status == "open", number
        demo.office.coordination.close(demo.office.coordination.one(entry), "Seen")
    assert demo.office.tasks.one(task).status.value.status == "dropped"


def test_another_task_of_the_patient_stays_open_when_the_plan_is_reviewed(demo: Demo) -> None:
    patient = demo.enrolled()
    escalate(demo, patient)
    other = demo.office.tasks.add(NewTask("Call the pharmacy", patient)).value
    reviewed(demo, patient)
    assert demo.office.tasks.one(other).status.value.status == "open"


def test_nothing_is_handed_over_twice_to_nobody_or_into_the_past(demo: Demo) -> None:
    patient = demo.enrolled()
    with pytest.raises(Refusal):
        demo.office.plan_reviews.hand_over(patient)
    escalate(demo, patient)
    for person, day in (("nobody", ""), ("", "2026-10-13"), ("", "soon")):
        with pytest.raises(BadInput):
            demo.office.plan_reviews.hand_over(patient, person, day)
    assert tasks_of(demo, patient, open_only=False) == []
    demo.office.plan_reviews.hand_over(patient)
    with pytest.raises(Refusal):
        demo.office.plan_reviews.hand_over(patient)


def test_a_follow_up_with_somebody_coded_as_no_specialist_asks_for_no_review(demo: Demo) -> None:
    patient = demo.enrolled()
    for code, asks in (("183500000X", []), ("207RC0000X", ["Dr. Green: Visit on Oct 22"])):
        member = demo.office.care_plans.save(patient, [Form("", CareTeamMember("Dr. Green", code))]).value[0]
        new = NewCoordination("Dr. Green", "from_us", "follow_up", "Sent", next_step="Visit", due_on="2026-10-22",
                              member=member)  # fmt: skip
        demo.office.coordination.record(patient, new)
        assert [words for _, words in causes(demo, patient)] == asks
