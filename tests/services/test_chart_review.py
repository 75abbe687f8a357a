"""Reviewing a sample: who draws, what an answer needs, and findings that stay open until they are resolved."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.chart_review import QUESTIONS, Answer
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Unobserved, at_once
from ccm_desktop.ledger.payloads.patient import PatientCoverage
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.audit_draw import Draw
from ccm_desktop.services.programme_selection import Selection
from tests.services.month_world import OCTOBER, MonthWorld

BO = PersonProfile("Bo Lund", "LPN", "coordinator")


def all_yes(**other: Answer) -> list[Answer]:
    return [other.get(question, Answer(question, "yes")) for question in QUESTIONS]


def finding(question: str, note: str, owner: str) -> Answer:
    return Answer(question, "finding", note, owner)


@pytest.fixture
def sampled(world: MonthWorld) -> tuple[MonthWorld, str]:
    """Three billable patients, all drawn; the id of the first by name."""
    first, *_ = [world.billable(family) for family in ("Adams", "Baker", "Cole")]
    world.office.chart_review.draw(OCTOBER, Draw(3, "7"))
    return world, first


def test_a_draw_is_kept_as_the_packets_draw_it(world: MonthWorld) -> None:
    for family in ("Adams", "Baker", "Cole", "Dale"):
        world.billable(family)
    reviews = world.office.chart_review
    assert reviews.draw(OCTOBER, Draw(2, "7")).value == 2
    board = reviews.board(OCTOBER)
    pack = at_once(world.office.packets.drawn(OCTOBER, Draw(2, "7"), Unobserved()))
    drawn = {rendering.patient for rendering in pack.renderings}
    assert {line.patient_id for line in board.lines} == drawn
    assert board.samples == ("Random sample: 2 of 4 billable patient-months, seed 7",)
    world.billable("Early")  # who comes later does not change what was drawn
    assert {line.patient_id for line in reviews.board(OCTOBER).lines} == drawn
    reviews.draw(OCTOBER, Draw(9, "8"))
    assert len(reviews.board(OCTOBER).lines) == 5
    assert len(reviews.board(OCTOBER).samples) == 2


def test_answers_say_who_and_when_and_a_second_reviewer_stands_beside(sampled: tuple[MonthWorld, str]) -> None:
    world, patient = sampled
    reviews = world.office.chart_review
    no = Answer("note", "no", "Two notes say only that a call was made.")
    assert reviews.answer(OCTOBER, patient, all_yes(note=no)).value == 0
    (line,) = (line for line in reviews.board(OCTOBER).lines if line.patient_id == patient)
    assert (line.reviewed_by, line.reviewed_at, line.not_in_order) == ("Maria Ortiz, RN", world.demo.now, 1)
    assert line.answers[list(QUESTIONS).index("note")] == no
    world.become_elena()
    world.demo.clock.advance(60)
    world.office.chart_review.answer(OCTOBER, patient, all_yes())
    (line,) = (line for line in world.office.chart_review.board(OCTOBER).lines if line.patient_id == patient)
    assert (line.reviewed_by, line.reviewers, line.not_in_order) == ("Elena Reyes, MD", 2, 0)


def test_a_finding_is_open_in_every_month_until_somebody_says_what_was_done(sampled: tuple[MonthWorld, str]) -> None:
    world, patient = sampled
    reviews = world.office.chart_review
    answers = all_yes(plan=finding("plan", " No copy on file ", world.me))
    assert reviews.answer(OCTOBER, patient, answers).value == 1
    assert reviews.answer(OCTOBER, patient, answers).value == 0  # the same words again are the same finding
    (line,) = reviews.board(OCTOBER.next).findings
    assert (line.question, line.text, line.owner, line.open) == ("plan", "No copy on file", "Maria Ortiz, RN", True)
    assert reviews.checklist(OCTOBER, patient).findings == (line,)
    with pytest.raises(BadInput, match="The resolution is empty"):
        reviews.resolve(line.finding_id, "  ")
    world.demo.clock.advance(3600)
    reviews.resolve(line.finding_id, "Copy mailed on Nov 2")
    assert reviews.board(OCTOBER.next).findings == ()
    (done,) = reviews.board(OCTOBER).findings
    assert (done.resolution, done.resolved_by, done.resolved_at) == (
        "Copy mailed on Nov 2", "Maria Ortiz, RN", world.demo.now)  # fmt: skip
    with pytest.raises(Refusal, match="resolved already"):
        reviews.resolve(line.finding_id, "Again")
    assert reviews.answer(OCTOBER, patient, answers).value == 1  # seen again after it was resolved: a new one


def test_what_a_review_must_say(sampled: tuple[MonthWorld, str]) -> None:
    world, patient = sampled
    reviews = world.office.chart_review
    for answers, words in (
        (all_yes()[1:], "1 questions have no answer"),
        (all_yes(plan=Answer("plan", "maybe", "x")), "not known"),
        (all_yes(plan=Answer("plan", "no", " ")), "has no note"),
        (all_yes(plan=finding("plan", "No copy", "")), "has no owner"),
        (all_yes(plan=finding("plan", "No copy", "stranger")), "has no owner"),
    ):
        with pytest.raises(BadInput, match=words):
            reviews.answer(OCTOBER, patient, answers)
    with pytest.raises(Refusal, match="in no sample"):
        reviews.answer(OCTOBER, world.billable("Early"), all_yes())
    with pytest.raises(Refusal, match="in no sample"):
        reviews.checklist(OCTOBER.next, patient)
    with pytest.raises(BadInput, match="no such finding"):
        reviews.resolve("", "Done")
    assert all(not line.answers for line in reviews.board(OCTOBER).lines)


def test_the_owner_resolves_and_other_coordinators_do_not(sampled: tuple[MonthWorld, str]) -> None:
    world, patient = sampled
    bo = world.office.people.add(BO).value
    answers = all_yes(plan=finding("plan", "No copy", bo), time=finding("time", "45 minutes for a call", world.me))
    world.office.chart_review.answer(OCTOBER, patient, answers)
    by_question = {line.question: line.finding_id for line in world.office.chart_review.board(OCTOBER).findings}
    world.office.context.person = bo
    with pytest.raises(Refusal, match="resolve somebody else's finding"):
        world.office.chart_review.resolve(by_question["time"], "Seen")
    world.office.chart_review.resolve(by_question["plan"], "Mailed")
    with pytest.raises(Refusal, match="draw an audit sample"):
        world.office.chart_review.draw(OCTOBER, Draw(1, "9"))
    with pytest.raises(Refusal, match="review its charts"):
        world.office.chart_review.answer(OCTOBER, patient, all_yes())


def test_a_closed_month_is_reviewed_and_stays_closed(closed: MonthWorld) -> None:
    first, _ = closed.patients
    before = closed.office.month_end.board(OCTOBER)
    closed.office.chart_review.draw(OCTOBER, Draw(2, "7"))
    closed.office.chart_review.answer(OCTOBER, first, all_yes(plan=finding("plan", "No copy", closed.me)))
    assert closed.office.month_end.board(OCTOBER) == before
    assert len(closed.office.chart_review.board(OCTOBER).findings) == 1


def test_the_paper_says_what_was_drawn_answered_found_and_done(sampled: tuple[MonthWorld, str]) -> None:
    world, patient = sampled
    reviews = world.office.chart_review
    reviews.answer(OCTOBER, patient, all_yes(
        plan=finding("plan", "No copy on file", world.me), note=Answer("note", "no", "Contact only"),
        time=finding("time", "45 minutes for one call", world.me)))  # fmt: skip
    by_question = {line.question: line.finding_id for line in reviews.board(OCTOBER).findings}
    reviews.resolve(by_question["time"], "Split by its author")
    rendering = reviews.report(OCTOBER)
    assert rendering.name == "CCM_2026-10_chart-review.pdf"
    pages = PdfReader(io.BytesIO(rendering.render(Unobserved()))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in ("Random sample: 3 of 3 billable patient-months, seed 7", "4 of 7", "Contact only", "No copy on file",
                  "Open findings (1)", "Resolved (1)", "Split by its author", "Not reviewed"):  # fmt: skip
        assert words in text


def test_the_review_follows_the_payer(sampled: tuple[MonthWorld, str]) -> None:
    world, patient = sampled
    form = world.office.patients.coverage(patient)
    world.office.patients.save(replace(form, value=PatientCoverage("Medicare")))
    board = world.office.chart_review.board(OCTOBER, Selection(payer="Medicare"))
    assert [line.patient_id for line in board.lines] == [patient]
    assert world.office.chart_review.report(OCTOBER, Selection(payer="Medicare")).name.endswith("-selected.pdf")
