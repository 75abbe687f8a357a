"""Assessments on a real file: recorded with what follows, corrected, withdrawn, trended, due again, merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.domain.instruments.instrument import Follow
from ccm_desktop.ledger.payloads.assessment import AssessmentResult
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.models import refold
from ccm_desktop.services.assessment_views import AreaAssessments, AssessmentTrack
from ccm_desktop.services.assessments import AssessmentService, Dealt, NewAssessment
from ccm_desktop.services.office import Office
from tests.services.conftest import Demo

NINE = ("interest", "down", "sleep", "energy", "appetite", "failure", "concentration", "movement", "self_harm")


def phq9(total: int, *, last: int = 0, **more: object) -> NewAssessment:
    """So many points on the first eight questions, and the ninth as given."""
    answers = {}
    left = total - last
    for key in NINE[:8]:
        answers[key] = str(min(3, left))
        left -= min(3, left)
    return NewAssessment(instrument="phq9", answers=answers | {"self_harm": str(last)}, **more)  # type: ignore[arg-type]


class World:
    """A patient and what is known of their needs."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.office = demo, demo.office
        self.patient = demo.patient(sex="female", birth_date="1946-05-04")

    @property
    def service(self) -> AssessmentService:
        return self.office.assessments

    def record(self, new: NewAssessment) -> str:
        return self.service.record(self.patient, new).value

    def area(self, area: str) -> AreaAssessments:
        (found,) = (one for one in self.service.view(self.patient).areas if one.area == area)
        return found

    def track(self, key: str) -> AssessmentTrack:
        (found,) = (one for area in self.service.view(self.patient).areas for one in area.tracks if one.key == key)
        return found

    def ops(self) -> int:
        found = self.office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone()[0]
        assert isinstance(found, int)
        return found


@pytest.fixture
def world(demo: Demo) -> World:
    return World(demo)


def test_a_result_is_kept_with_the_words_that_were_asked_and_answered(world: World) -> None:
    entity = world.record(phq9(7, finding=" Sleeps badly since March. ", language="Spanish", answered_by="caregiver"))
    value = world.service.line(entity).result.value
    assert (value.area, value.instrument, value.title) == ("mood", "phq9@1", "PHQ-9")
    assert (value.score, value.band, value.positive, value.assessed_on) == ("7", "mild", False, "2026-10-14")
    assert (value.finding, value.language, value.answered_by) == ("Sleeps badly since March.", "Spanish", "caregiver")
    first = value.answers[0]
    assert (first.ask, first.answer, first.words) == (
        "Little interest or pleasure in doing things", "3", "Nearly every day",
    )  # fmt: skip
    assert len(value.answers) == 9


def test_never_assessed_areas_are_named_and_a_first_result_fills_its_area(world: World) -> None:
    every = ("function", "mood", "cognition", "social", "environment", "caregiver", "falls")
    assert world.service.view(world.patient).missing == every
    world.record(phq9(7))
    view = world.service.view(world.patient)
    assert view.missing == tuple(one for one in every if one != "mood")
    assert view.due == ()
    mood = world.area("mood")
    assert mood.latest is not None
    assert (mood.latest.words, mood.latest.result.by) == ("7 · Mild", "Maria Ortiz, RN")


def test_the_plan_says_which_areas_are_not_assessed(world: World) -> None:
    def gaps() -> tuple[str, ...]:
        plan = world.office.care_plans.view(world.patient)
        return next(one.words for one in plan.sections if one.key == "assessments")

    world.record(NewAssessment("environment", finding="Safe."))
    assert "mood not assessed" in gaps()
    opened = world.service.line(world.record(phq9(7)))
    assert "mood not assessed" not in gaps()
    world.service.withdraw(opened, "Wrong patient")
    assert "mood not assessed" in gaps()


class TestSelfHarm:
    """PHQ-9, question 9: nothing is saved before it is said how it was dealt with."""

    def test_without_an_outcome_nothing_at_all_is_saved(self, world: World) -> None:
        before = world.ops()
        with pytest.raises(Refusal, match="thoughts of suicide"):
            world.record(phq9(3, last=1, follow=(Follow("task", "Call again"),)))
        assert world.ops() == before
        assert world.office.tasks.list() == ()

    @pytest.mark.parametrize("outcome", ["", "z", "89"])
    def test_an_outcome_that_is_none_saves_nothing(self, world: World, outcome: str) -> None:
        before = world.ops()
        with pytest.raises(Refusal):
            world.record(phq9(3, last=1, dealt=(Dealt("self_harm", outcome),)))
        assert world.ops() == before

    def test_result_sign_outcome_and_escalation_are_one_commit(self, world: World) -> None:
        entity = world.record(phq9(3, last=2, dealt=(Dealt("self_harm", "8", "Daughter stays."),)))
        (escalation,) = world.office.escalations.list()
        assert (escalation.level, escalation.target) == ("urgent", "practitioner")
        assert escalation.reason == (
            "Red flag, thoughts of suicide. Done at once: Connected with 988, stayed on the line. Daughter stays."
        )
        assert world.office.calls.open_flags() == ()
        assert world.service.line(entity).result.value.positive
        store = world.office.context.store
        with store.reading() as reader:
            (first,) = {op.header.tx[0] for op in reader.history(entity)}
            (raised,) = reader.history(f"{entity}:self_harm")
            acted = reader.history(escalation.escalation_id)[0]
        assert raised.header.tx[0] == acted.header.tx[0] == first

    def test_an_outcome_without_danger_escalates_nothing(self, world: World) -> None:
        world.record(phq9(3, last=1, dealt=(Dealt("self_harm", "n"),)))
        assert world.office.escalations.list() == ()

    def test_a_questionnaire_that_ends_there_is_kept_as_far_as_it_went(self, world: World) -> None:
        new = NewAssessment(instrument="phq9", answers={"self_harm": "1"}, dealt=(Dealt("self_harm", "p"),))
        value = world.service.line(world.record(new)).result.value
        assert (value.score, value.band, value.positive) == ("", "", True)
        assert value.result == "Not complete: 8 of 9 not answered, no score; thoughts of death or self-harm"
        assert world.track("mood/phq9").trend == ()

    def test_a_correction_asks_again_only_for_what_is_new(self, world: World) -> None:
        entity = world.record(phq9(3))
        opened = world.service.line(entity)
        with pytest.raises(Refusal, match="sign of danger"):
            world.service.correct(opened, phq9(4, last=1), "Question 9 was heard wrongly")
        world.service.correct(opened, phq9(4, last=1, dealt=(Dealt("self_harm", "8"),)), "Question 9 was heard wrongly")
        world.service.correct(world.service.line(entity), phq9(6, last=1), "Sleep was heard wrongly")
        assert len(world.office.escalations.list()) == 1

    def test_a_sign_that_comes_back_is_dealt_with_anew(self, world: World) -> None:
        harm = phq9(4, last=1, dealt=(Dealt("self_harm", "8"),))
        entity = world.record(harm)
        world.service.correct(world.service.line(entity), phq9(4), "Question 9 was heard wrongly")
        with pytest.raises(Refusal, match="sign of danger"):
            world.service.correct(world.service.line(entity), replace(harm, dealt=()), "It was right")
        world.service.correct(world.service.line(entity), harm, "It was right")
        assert len(world.office.escalations.list()) == 2

    def test_an_outcome_of_a_sign_that_no_answer_is_says_so(self, world: World) -> None:
        with pytest.raises(BadInput, match="No answer is such a sign"):
            world.record(phq9(3, dealt=(Dealt("self_harm", "8"),)))


def test_not_safe_at_home_goes_the_same_way(world: World) -> None:
    answers = {"housing": "0", "home_problems": "0", "food_worry": "0", "food_lack": "0", "transport": "n",
               "utilities": "n", "safety": "y"}  # fmt: skip
    new = NewAssessment(instrument="ahc_hrsn", answers=answers)
    with pytest.raises(Refusal, match="not safe at home"):
        world.record(new)
    world.record(replace(new, dealt=(Dealt("unsafe_home", "r"),)))
    assert [one.target for one in world.office.escalations.list()] == ["lead"]


def test_only_what_was_agreed_becomes_a_task_or_an_escalation(world: World) -> None:
    (steadi,) = (one for one in world.service.instruments if one.key == "steadi")
    offered = steadi.bands[1].follow
    answers = {"fallen": "y", "unsteady": "n", "worried": "n"}
    world.record(NewAssessment(instrument="steadi", answers=answers))
    assert world.office.tasks.list() == ()
    entity = world.record(NewAssessment(instrument="steadi", answers=answers, follow=offered[:1]))
    (task,) = world.office.tasks.list()
    assert (task.what.value.title, task.what.value.source, task.what.value.reference, task.what.value.due_on) == (
        offered[0].words, "assessment", entity, "2026-10-28",
    )  # fmt: skip
    world.record(phq9(12, follow=(Follow("escalation", "Please decide", level="routine", target="practitioner"),)))
    assert [one.reason for one in world.office.escalations.list()] == ["Please decide"]


def test_a_follow_up_that_cannot_be_kept_takes_the_result_back_with_it(world: World) -> None:
    before = world.ops()
    for follow in (Follow("task", " "), Follow("escalation", "x", level="soon", target="nurse")):
        with pytest.raises(BadInput):
            world.record(phq9(7, follow=(follow,)))
    assert world.ops() == before


class TestCorrections:
    """A new version with its reason; the one before stays."""

    def test_the_history_keeps_what_was_corrected(self, world: World) -> None:
        entity = world.record(phq9(7))
        opened = world.service.line(entity)
        world.service.correct(opened, phq9(12), "Two answers were swapped")
        line = world.service.line(entity)
        assert (line.result.value.score, line.result.value.correction) == ("12", "Two answers were swapped")
        assert [(value.score, by) for value, by, _ in line.earlier] == [("7", "Maria Ortiz, RN")]
        assert [point.score for point in world.track("mood/phq9").trend] == [12]

    @pytest.mark.parametrize("why", ["", "  "])
    def test_without_a_reason_nothing_is_corrected_or_withdrawn(self, world: World, why: str) -> None:
        opened = world.service.line(world.record(phq9(7)))
        before = world.ops()
        with pytest.raises(BadInput, match="reason is empty"):
            world.service.correct(opened, phq9(8), why)
        with pytest.raises(BadInput, match="reason is empty"):
            world.service.withdraw(opened, why)
        assert world.ops() == before

    def test_it_stays_the_same_instrument(self, world: World) -> None:
        opened = world.service.line(world.record(phq9(7)))
        with pytest.raises(BadInput, match="another instrument"):
            world.service.correct(opened, NewAssessment(area="mood", finding="Better."), "Typed into the wrong one")

    def test_two_corrections_at_once_are_both_kept_until_somebody_decides(self, world: World) -> None:
        opened = world.service.line(world.record(phq9(7)))
        world.service.correct(opened, phq9(8), "one")
        world.service.correct(opened, phq9(9), "two")
        line = world.service.line(opened.assessment_id)
        assert line.in_conflict
        (conflict,) = world.office.conflicts.open(world.patient)
        assert (conflict.title, conflict.name, conflict.elsewhere) == ("Assessment", "PHQ-9", "")
        world.office.conflicts.use(conflict, conflict.sides[1].version)
        assert world.service.line(opened.assessment_id).result.value.score == "8"

    def test_a_withdrawn_one_counts_no_more_and_can_be_brought_back(self, world: World) -> None:
        world.record(phq9(7, assessed_on="2026-09-01"))
        opened = world.service.line(world.record(phq9(12)))
        gone = world.service.withdraw(opened, "Another patient's answers").value
        track = world.track("mood/phq9")
        assert track.latest.result.value.score == "7"
        assert [line.holds for line in track.lines] == [False, True]
        with pytest.raises(Refusal, match="withdrawn"):
            world.service.correct(gone, phq9(8), "x")
        with pytest.raises(Refusal):
            world.service.withdraw(gone, "again")
        world.service.restore(gone)
        assert world.track("mood/phq9").latest.result.value.score == "12"

    def test_the_last_one_withdrawn_leaves_its_area_empty_and_itself_in_sight(self, world: World) -> None:
        opened = world.service.line(world.record(phq9(7)))
        world.service.withdraw(opened, "Wrong patient")
        view = world.service.view(world.patient)
        assert "mood" in view.missing
        assert [one.assessment_id for one in view.withdrawn] == [opened.assessment_id]


class TestTrendAndDue:
    """How it goes on, and when to ask again."""

    def test_scores_stand_by_day_whatever_the_order_they_came_in(self, world: World) -> None:
        world.record(phq9(7))
        world.record(phq9(15, assessed_on="2026-06-01"))
        world.record(phq9(11, assessed_on="2026-08-01"))
        track = world.track("mood/phq9")
        assert [(point.on, point.score) for point in track.trend] == [
            ("2026-06-01", 15), ("2026-08-01", 11), ("2026-10-14", 7),
        ]  # fmt: skip
        assert (track.change, track.span) == ("Better than before", (0, 27))

    def test_more_is_better_where_the_instrument_says_so(self, world: World) -> None:
        for stands, day in (("8", "2026-09-01"), ("11", "2026-10-01")):
            world.record(NewAssessment(instrument="chair_stand", answers={"stands": stands}, assessed_on=day))
        track = world.track("falls/chair_stand")
        assert track.change == "Better than before"
        assert [point.positive for point in track.trend] == [True, False]  # women of 80: below 9

    def test_the_norm_is_that_of_the_age_on_the_day(self, world: World) -> None:
        at_79 = NewAssessment(instrument="chair_stand", answers={"stands": "9"}, assessed_on="2026-05-03")
        at_80 = replace(at_79, assessed_on="2026-05-04")
        assert world.service.line(world.record(at_79)).result.value.band == "below"
        assert world.service.line(world.record(at_80)).result.value.band == "average"

    def test_a_mild_depression_is_asked_about_in_a_month_and_none_in_a_year(self, world: World) -> None:
        world.record(phq9(7))
        assert world.track("mood/phq9").due_on == "2026-11-13"
        world.demo.clock.wall += timedelta(days=29)
        assert not world.track("mood/phq9").overdue
        world.demo.clock.wall += timedelta(days=1)
        assert world.track("mood/phq9").overdue
        assert world.service.view(world.patient).due == ("mood",)
        world.record(phq9(2))
        assert world.track("mood/phq9").due_on == "2027-11-13"


class TestByHandAndInWords:
    """Instruments of which only the score is kept, and areas that no instrument covers."""

    def test_only_name_and_score_of_a_licensed_form_are_kept(self, world: World) -> None:
        for score_, day in (("24/30", "2026-04-01"), ("22/30", "2026-10-01")):
            world.record(NewAssessment("cognition", title="MoCA", score=score_, assessed_on=day))
        track = world.track("cognition/by_hand/MoCA")
        assert [point.score for point in track.trend] == [24, 22]
        assert (track.latest.words, track.change, track.due_on) == ("22/30", "Lower than before", "2027-10-01")

    def test_home_and_caregiver_are_told_in_words(self, world: World) -> None:
        world.record(NewAssessment("environment", finding="Loose rug in the hall.\nGrab bars are there."))
        world.record(NewAssessment("caregiver", finding="Daughter is tired.", answered_by="caregiver"))
        home = world.area("environment").latest
        assert home is not None
        assert home.words == "Loose rug in the hall."
        assert world.track("caregiver/words").title == "In words"

    @pytest.mark.parametrize(
        "new",
        [
            NewAssessment(),
            NewAssessment("mood"),
            NewAssessment("moods", finding="x"),
            NewAssessment("mood", finding=" "),
            NewAssessment("cognition", title="MoCA"),
            NewAssessment("cognition", score="24"),
            NewAssessment("cognition", title="MoCA", score="many"),
            NewAssessment("cognition", title="M" * 81, score="1"),
            NewAssessment("cognition", title="Mo\nCA", score="1"),
            NewAssessment("mood", answers={"a": "1"}, finding="x"),
            NewAssessment("mood", finding="x" * 4001),
            NewAssessment("mood", finding="x", assessed_on="2026-10-15"),
            NewAssessment("mood", finding="x", assessed_on="1946-05-03"),
            NewAssessment("mood", finding="x", assessed_on="11/21"),
            NewAssessment("mood", finding="x", answered_by="neighbour"),
            NewAssessment("mood", finding="x", language="x" * 41),
            NewAssessment(instrument="moca"),
            NewAssessment(instrument="phq2", answers={"interest": "1"}),
            NewAssessment("falls", "phq2", {"interest": "1", "down": "1"}),
            NewAssessment(instrument="phq2", answers={"interest": "1", "down": "1"}, score="6"),
            NewAssessment(instrument="phq2", answers={"interest": "1", "down": "1"}, title="GAD"),
        ],
    )
    def test_what_is_not_whole_is_refused_and_nothing_is_saved(self, world: World, new: NewAssessment) -> None:
        before = world.ops()
        with pytest.raises(BadInput) as told:
            world.record(new)
        assert told.value.next_step
        assert world.ops() == before


def test_nobodys_patient_and_nobodys_assessment_are_said(world: World) -> None:
    with pytest.raises(BadInput, match="not in the practice"):
        world.service.record("nobody", phq9(7))
    with pytest.raises(BadInput, match="no such assessment"):
        world.service.line("nothing")


def test_a_biller_records_nothing(world: World) -> None:
    context = world.office.context
    opened = world.service.line(world.record(phq9(7)))
    biller = world.office.people.add(PersonProfile("Bea", "", "biller")).value
    context.person = biller
    for act in (
        lambda: world.record(phq9(7)),
        lambda: world.service.correct(opened, phq9(8), "x"),
        lambda: world.service.withdraw(opened, "x"),
    ):
        with pytest.raises(Problem, match="Only"):
            act()


def test_a_form_opens_with_language_age_and_what_was_found_last(world: World) -> None:
    world.record(phq9(7))
    sheet = world.service.sheet(world.patient)
    assert (sheet.subject.sex, sheet.subject.age) == ("female", 80)
    assert dict(sheet.latest) == {"mood/phq9": "7 · Mild"}
    assert {"self_harm", "unsafe_home"} <= {one.key for one in sheet.protocols}


def test_the_tables_are_what_the_ledger_says_and_can_be_made_again(world: World, office: Office) -> None:
    opened = world.service.line(world.record(phq9(7)))
    world.service.correct(opened, phq9(12, finding="é"), "x")
    world.record(NewAssessment("cognition", title="MoCA", score="24/30"))
    world.record(NewAssessment(instrument="tug", answers={"seconds": "12.5"}))
    before = world.service.view(world.patient)
    vault = office.context.store.vault
    assert refold.verify(vault) == []
    refold.rebuild(vault)
    assert refold.verify(vault) == []
    assert world.service.view(world.patient) == before


def test_half_of_an_assessment_that_is_here_waits_for_the_other(world: World) -> None:
    with world.office.context.transaction() as tx:
        result = AssessmentResult("mood", "", "2026-10-01", finding="Calm.")
        tx.record(result, entity="half", patient=world.patient)
    assert world.area("mood").latest is not None
    assert world.service.line("half").holds
