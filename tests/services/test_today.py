"""The Today page's view: whose work, in which order, and figures that agree with the panel."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ccm_desktop.domain.errors import Refusal
from ccm_desktop.ledger.payloads.patient import NextContact
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.escalations import NewEscalation
from ccm_desktop.services.forms import Form, PlanReview
from ccm_desktop.services.tasks import NewTask
from ccm_desktop.services.today import TodayView
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld
from tests.services.test_plan_signing import ready


def view(demo: Demo, *, everybody: bool = False) -> TodayView:
    return demo.office.today.view(demo.office.patients.panel(), everybody=everybody)


def plan(demo: Demo, patient: str, day: str) -> None:
    form = demo.office.contacts.next_contact(patient)
    demo.office.contacts.plan_next(replace(form, value=NextContact(day, "Monthly call")))


def add(demo: Demo, title: str, **more: str) -> None:
    demo.office.tasks.add(NewTask(title, **more))


def whats(found: TodayView) -> list[str]:
    return [line.what for line in found.lines]


def test_contacts_are_due_on_their_day_and_late_after_it(demo: Demo) -> None:
    for family, day in (("Adams", "2026-10-13"), ("Baker", "2026-10-14"), ("Clark", "2026-10-15")):
        plan(demo, demo.enrolled(family), day)
    found = view(demo)
    assert [(line.name[:5], line.overdue) for line in found.lines] == [("Adams", True), ("Baker", False)]
    assert (found.due, found.overdue) == (2, 1)


def test_overdue_escalations_stand_before_everything(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.escalations.raise_one(NewEscalation(patient, "urgent", "Fell", "lead"))
    add(demo, "Yesterday", patient=patient, due_on="2026-10-13")
    add(demo, "Later today", patient=patient, due_on="2026-10-14", due_time="16:00")
    assert whats(view(demo)) == ["Yesterday", "Escalation: Fell", "Later today"]
    demo.clock.advance(3_601)
    assert whats(view(demo)) == ["Escalation: Fell", "Yesterday", "Later today"]


def test_what_waits_until_another_day_stands_below_what_is_due_within_the_hour(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.clock.advance(6 * 3_600)  # the hour ends after 5 PM, when the next workday's ends
    demo.office.escalations.raise_one(NewEscalation(patient, "routine", "Treatment plan", "lead"))
    demo.office.escalations.raise_one(NewEscalation(patient, "urgent", "Red flag", "lead"))
    add(demo, "Any time today", patient=patient, due_on="2026-10-14")
    found = view(demo).lines
    monday = next(line for line in found if line.what.endswith("Treatment plan"))
    flag = next(line for line in found if line.what.endswith("Red flag"))
    assert (flag.due_on, monday.due_on) == ("2026-10-14", "2026-10-15")
    assert monday.due_time < flag.due_time, "else the time alone would tell them apart"
    assert [line.what for line in found] == ["Escalation: Red flag", "Any time today", "Escalation: Treatment plan"]


def test_mine_is_what_i_own_and_what_nobody_has_filed(demo: Demo) -> None:
    nurse = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    patient = demo.enrolled()
    plan(demo, patient, "2026-10-14")
    add(demo, "Mine", patient=patient, due_on="2026-10-14")
    add(demo, "The nurse's", patient=patient, due_on="2026-10-14", assignee=nurse)
    demo.office.tasks.capture("Unfiled")
    assert set(whats(view(demo))) == {"Mine", "Monthly call", "Unfiled"}
    assert "The nurse's" in whats(view(demo, everybody=True))
    demo.office.context.person = nurse
    assert set(whats(view(demo))) == {"The nurse's", "Unfiled"}
    assert view(demo).unfiled == 1


def test_work_of_whoever_has_left_is_everybodys(demo: Demo) -> None:
    office = demo.office
    nurse = office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    patient = demo.enrolled()
    whose = office.patients.assignment(patient)
    office.patients.save(replace(whose, value=replace(whose.value, coordinator=nurse)))
    office.readings.enter(patient, "200/120")
    assert view(demo).lines == ()
    office.people.deactivate(nurse)
    (found,) = view(demo).lines
    assert found.is_reading


def test_a_word_for_the_next_visit_is_not_work_of_a_day(demo: Demo) -> None:
    add(demo, "Speak at the visit", patient=demo.enrolled(), kind="visit")
    assert view(demo).lines == ()


def test_figures_are_those_of_the_panel(demo: Demo) -> None:
    demo.enrolled()
    demo.attested("Baker")
    cards = {card.key: card for card in view(demo).cards}
    assert cards["billable"].value == "0 of 1 billable"
    assert cards["not_started"].value == "1 not started"
    assert (cards["blocked"].value, cards["blocked"].detail) == ("1 blocked", "1 consent")
    assert (cards["close"].view, cards["close"].chips) == ("stuck", ("mine",))
    assert {card.chips for card in view(demo, everybody=True).cards} == {(), ("note_due",)}


def test_what_is_best_next_says_when_nothing_is_really_open(demo: Demo) -> None:
    world = MonthWorld(demo)
    idle, busy = world.billable("Adams", seconds=1150), world.billable("Baker", 6, 1020)
    add(demo, "Refill", patient=busy, due_on="2026-10-14")
    best = {one.patient_id: one for one in view(demo, everybody=True).best}
    assert list(best) == [busy, idle]
    assert (best[busy].words, best[busy].why) == ("3:00 to 20 minutes", "Due today")
    assert best[idle].why == "Nothing is open: leave it be"


def flag(demo: Demo, patient: str) -> str:
    """A red flag of a call that goes on; its session."""
    office = demo.office
    session = office.timer.start(patient, anyway=True).value
    call = office.calls.begin(patient, session).call.raise_flag("chest_pain")
    office.calls.keep(patient, session, call)
    return session


def test_an_open_red_flag_concerns_everybody_until_it_has_an_outcome(demo: Demo) -> None:
    """Whosoever's patient it is, and with nothing else open."""
    patient = demo.enrolled()
    session = flag(demo, patient)
    (found,) = view(demo).flags
    assert (found.patient_id, found.title, found.in_call) == (patient, "Chest pain", True)
    assert found.name == next(line.name for line in demo.office.patients.panel() if line.patient_id == patient)
    lead, nurse = demo.office.context.person, demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    assert found.by == next(one.name for one in demo.office.people.everybody() if one.id == lead)
    demo.office.context.person = nurse
    assert [one.in_call for one in view(demo).flags] == [False], "it is no call of theirs"
    opened, protocol = demo.office.calls.open_flag(found.flag_id)
    assert (opened, protocol.key) == (session, "chest_pain")
    demo.office.calls.close_flag(patient, session, protocol, protocol.outcomes[0].key)
    assert view(demo).flags == ()
    with pytest.raises(Refusal, match="dealt with already"):
        demo.office.calls.open_flag(found.flag_id)


def test_a_discarded_call_leaves_its_red_flag_on_the_page(demo: Demo) -> None:
    session = flag(demo, demo.enrolled())
    demo.office.timer.stop()
    assert [one.in_call for one in view(demo).flags] == [True]
    demo.office.timer.discard(session, "Dialled by mistake")
    assert [one.in_call for one in view(demo).flags] == [False]


def test_the_week_ahead_begins_tomorrow_and_ends_with_the_seventh_day(demo: Demo) -> None:
    """The clock stands on Wednesday, October 14."""
    for family, day in (("Adams", "2026-10-14"), ("Baker", "2026-10-15"), ("Clark", "2026-10-21"),
                        ("Dawes", "2026-10-22")):  # fmt: skip
        plan(demo, demo.enrolled(family), day)
    add(demo, "Ring the pharmacy", due_on="2026-10-16")
    nurse = demo.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
    patient = demo.enrolled("Evans")
    add(demo, "Of somebody else", patient=patient, due_on="2026-10-16", assignee=nurse)
    found = view(demo).ahead
    assert [(one.day, one.name.partition(",")[0], one.what) for one in found] == [
        ("2026-10-15", "Baker", "Planned contact"), ("2026-10-16", "", "Ring the pharmacy"),
        ("2026-10-21", "Clark", "Planned contact"),
    ]  # fmt: skip
    assert "Of somebody else" in [one.what for one in view(demo, everybody=True).ahead]


@pytest.mark.parametrize(
    ("day", "shown"), [("2026-10-14", False), ("2026-10-15", True), ("2026-10-21", True), ("2026-10-22", False)]
)
def test_a_care_plan_review_is_shown_from_a_week_before_until_its_day(demo: Demo, day: str, shown: bool) -> None:
    demo.enrolled()
    (line,) = demo.office.patients.panel()
    found = demo.office.today.view((replace(line, plan_review_on=day),)).ahead
    assert [(one.day, one.what) for one in found] == ([(day, "Care plan review")] if shown else [])


def test_a_review_is_due_by_its_day_and_makes_no_task(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.care_plans.save(patient, [Form(patient, PlanReview("2026-10-14"))])
    found = view(demo)
    assert [(line.key, line.what, line.overdue) for line in found.lines] == [
        (f"review:{patient}", "Review the care plan", False)
    ]
    assert view(demo).due == view(demo).due == 1  # looked at twice, due once
    demo.clock.advance(86_400)
    assert view(demo).lines[0].overdue
    review = view(demo).lines[0].review
    assert review is not None
    demo.office.plan_reviews.no_change(review, "Targets met")
    assert view(demo).lines == ()


def test_a_review_to_come_is_not_due(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.care_plans.save(patient, [Form(patient, PlanReview("2026-10-15"))])
    assert view(demo).lines == ()


class TestReturnedPlans:
    """A plan that came back without a signature is work of whoever asked for it."""

    @pytest.fixture
    def patient(self, world: MonthWorld) -> str:
        patient = ready(world)
        world.office.plan_signing.submit(patient)
        self.send_back(world, patient)
        return patient

    def send_back(self, world: MonthWorld, patient: str) -> None:
        me, world.office.context.person = world.office.context.person, world.elena
        world.office.plan_signing.send_back(patient, "The target is\ntoo low")
        world.office.context.person = me

    def test_whoever_submitted_it_has_it_with_the_reason_until_it_is_submitted_again(
        self, world: MonthWorld, patient: str
    ) -> None:
        (line,) = view(world.demo).lines
        assert (line.key, line.patient_id) == (f"returned:{patient}", patient)
        assert line.what == "Plan returned: The target is too low (Elena Reyes, MD)"
        assert (line.due_on, line.overdue, line.whose[:11]) == ("2026-10-14", False, "Maria Ortiz")
        world.office.plan_signing.submit(patient)
        assert view(world.demo).lines == ()
        self.send_back(world, patient)
        assert [line.key for line in view(world.demo).lines] == [f"returned:{patient}"]

    def test_others_have_it_among_everybodys_alone_and_of_who_left_all_have_it(
        self, world: MonthWorld, patient: str
    ) -> None:
        nurse = world.office.people.add(PersonProfile("Tom Berg", "LPN", "nurse")).value
        lead, world.office.context.person = world.office.context.person, nurse
        assert view(world.demo).lines == ()
        assert len(view(world.demo, everybody=True).lines) == 1
        world.office.plan_signing.submit(patient)
        self.send_back(world, patient)
        assert len(view(world.demo).lines) == 1
        world.office.context.person = lead
        assert view(world.demo).lines == ()
        form = world.office.people.open(nurse)
        world.office.people.save(replace(form, value=replace(form.value, active=False)))
        assert len(view(world.demo).lines) == 1

    def test_who_may_not_submit_is_not_asked(self, world: MonthWorld, patient: str) -> None:
        world.office.context.person = world.office.people.add(PersonProfile("Bo Lind", "", "biller")).value
        assert view(world.demo, everybody=True).lines == ()

    def test_nobody_is_asked_about_a_patient_who_has_left(self, world: MonthWorld, patient: str) -> None:
        world.office.enrolment.end(patient, "2026-10-14", "Moved away")
        assert view(world.demo, everybody=True).lines == ()
