"""The patient's monthly summary: what it says, what exactly is approved, and what becomes of it, on a real file."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_summary import CHANGED, DID, NEXT, SummaryLine
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.month_sign import month_entity
from ccm_desktop.ledger.payloads.month_summary import SummaryEdit
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.services.coordination import NewCoordination
from ccm_desktop.services.forms import Form, SymptomToWatch
from ccm_desktop.services.summary_views import SummaryView
from ccm_desktop.services.tasks import NewTask
from tests.services.conftest import Demo
from tests.services.month_world import MonthWorld, at
from tests.services.plan_to_print import medicine, with_plan

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)


class Summarized:
    """A patient with a plan of September whose October is told; today is November 2."""

    def __init__(self, demo: Demo) -> None:
        self.demo, self.office = demo, demo.office
        self.world = MonthWorld(demo)
        demo.clock.wall = datetime(2026, 9, 15, 15, 0, tzinfo=UTC)
        self.patient = with_plan(demo)
        self.world.at_month_end()

    @property
    def view(self) -> SummaryView:
        return self.office.month_summaries.open(self.patient, OCTOBER)

    def on(self, month: int, day: int) -> None:
        self.demo.clock.wall = datetime(2026, month, day, 15, 0, tzinfo=UTC)

    def texts(self, part: str) -> list[str]:
        return [line.text for line in self.view.lines if line.part == part]

    def approve(self, **more: str) -> str:
        self.demo.clock.advance(60)
        return self.office.month_summaries.approve(self.patient, OCTOBER, self.view.seen, **more).value

    def give(self, version: str = "", how: str = "printed") -> str:
        self.demo.clock.advance(60)
        return self.office.month_summaries.give(self.patient, OCTOBER, version, how).value

    def symptom(self, sign: str) -> None:
        self.office.care_plans.save(self.patient, (Form("", SymptomToWatch(sign, "Call us", "call")),))

    def talked(self, day: int) -> str:
        self.world.work(self.patient, at(day), 600, activity="call_patient", outcome="reached")
        return f"October {day}"

    def paper(self, version: str = "", language: str = "", size: int = 14) -> str:
        made = self.office.month_summaries.paper(self.patient, OCTOBER, size, language, version)
        pages = PdfReader(io.BytesIO(made.render(Unobserved()))).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def told(demo: Demo) -> Summarized:
    return Summarized(demo)


def test_it_tells_changes_contacts_work_and_what_comes_next(told: Summarized) -> None:
    told.on(10, 9)
    medicine(told.demo, told.patient, "Metformin", "500", "mg", "bid", "diabetes")
    told.world.at_month_end()
    told.talked(5)
    told.talked(20)
    told.world.work(told.patient, at(21), 300, activity="call_patient", outcome="no_answer")
    told.world.work(told.patient, at(22), 300, activity="medication_review", note="Secret of the staff")
    told.office.tasks.add(NewTask("Send the new medicine list", told.patient, "2026-11-09"))
    told.office.tasks.add(NewTask("Risk answer of a questionnaire", told.patient, "2026-11-09", source="assessment"))
    assert told.texts(CHANGED) == ["New: Metformin: 500 mg, by mouth, 2 times a day"]
    assert told.texts(DID) == [
        "We talked by phone: October 5, October 20.",
        "My care team called and did not reach me: October 21.",
        "My care team went over my medicines: October 22.",
    ]
    assert told.texts("emergency") == ["Chest pain — Call 911"]
    assert "My care team still does this: Send the new medicine list" in told.texts(NEXT)
    assert "December 1, 2026: Eye exam" in told.texts(NEXT)
    everything = " ".join(line.text for line in told.view.lines)
    assert "Secret" not in everything
    assert "Risk answer" not in everything
    assert all(line.sources for line in told.view.lines if line.part in (CHANGED, DID, NEXT)), "each names its source"


def test_only_what_was_written_in_the_month_changed_in_it(told: Summarized) -> None:
    assert told.texts(CHANGED) == ["Nothing changed this month."]
    told.on(11, 3)
    medicine(told.demo, told.patient, "Metformin", "500", "mg", "bid", "diabetes")
    assert told.texts(CHANGED) == ["Nothing changed this month."], "that is November's news"
    (news,) = (line for line in told.office.month_summaries.open(told.patient, NOVEMBER).lines if line.part == CHANGED)
    assert news.text.startswith("New: Metformin")


def test_an_exchange_with_others_names_whom_and_when_and_nothing_else(told: Summarized) -> None:
    told.on(10, 14)
    told.office.coordination.record(told.patient, NewCoordination("Heart Center", "from_us", "referral",
                                                               "Suspected drinking", "2026-10-14"))  # fmt: skip
    told.world.at_month_end()
    assert told.texts(DID) == ["My care team was in touch with Heart Center: October 14."]


def test_a_line_leads_to_the_transcript_of_its_contact_until_it_is_withdrawn(told: Summarized, tmp_path: Path) -> None:
    contact = told.office.contacts.record(told.patient, channel="phone", outcome="reached", note="", at=at(5)).value
    assert not told.view.transcripts
    file = tmp_path / "call.txt"
    file.write_text("Words that are on no paper.", encoding="utf-8")
    record = told.office.transcripts.attach(told.patient, contact, file, "patient", "2026-10-05").value
    (line,) = (one for one in told.view.lines if one.part == DID)
    assert dict(told.view.transcripts) == {line.key: contact}
    assert "Words that" not in told.paper()
    told.office.transcripts.withdraw(told.patient, record, "Changed her mind")
    assert not told.view.transcripts


def test_what_was_withdrawn_or_void_or_begun_before_the_month_was_not_done_in_it(told: Summarized) -> None:
    told.on(10, 14)
    log = told.office.coordination
    entry = log.record(told.patient, NewCoordination("Heart Center", "from_us", "referral", "About a visit")).value
    log.withdraw(entry, "Another patient's")
    void = told.world.work(told.patient, at(6), 600, activity="call_patient", outcome="reached")
    told.office.time.void(void, "Another patient's")
    october_begins = at(1, 4)  # midnight in New York
    told.world.work(told.patient, october_begins - 300, 600, activity="call_patient", outcome="reached")
    told.world.at_month_end()
    assert told.texts(DID) == ["Nothing is written down for this month."]


def test_while_two_versions_of_a_line_wait_for_a_decision_nothing_is_approved(told: Summarized) -> None:
    plan = told.office.care_plans.view(told.patient)
    sign = plan.short["symptoms"][0]
    told.office.care_plans.save(told.patient, (replace(sign, value=replace(sign.value, do="Call 911 now")),))
    with told.office.context.transaction() as tx:
        tx.record(replace(sign.value, do="Wait"), entity=sign.entity, patient=told.patient, prev=sign.heads)
    with pytest.raises(Refusal, match="wait for a decision"):
        told.approve()
    with pytest.raises(Refusal, match="wait for a decision"):
        told.paper()


def test_what_was_approved_is_printed_and_a_later_change_makes_it_a_draft_that_says_why(told: Summarized) -> None:
    assert told.view.state == "draft"
    assert "DRAFT" in told.paper()
    first = told.approve(gone_over="phone")
    assert told.view.state == "approved"
    assert "Maria Ortiz, RN" in told.view.told
    (version,) = told.view.versions
    assert version.id == first
    assert version.gone_over == "Gone over with the patient by phone"
    approved = told.paper()
    assert "DRAFT" not in approved
    assert f"version {version.called}, {version.sha256[:8]}" in approved
    told.symptom("Ankles swell")
    view = told.view
    assert view.state == "draft"
    assert view.new == ("Ankles swell — Call us",)
    assert view.gone == ()
    assert "draft again" in view.told
    assert "DRAFT" in told.paper()
    old = told.paper(first)
    assert "Ankles swell" not in old, "an approved version is printed as it was approved"
    assert "DRAFT" not in old
    second = told.approve()
    assert told.view.current == second
    assert told.view.state == "approved"


def test_nobody_approves_what_they_did_not_see(told: Summarized) -> None:
    seen = told.view.seen
    told.symptom("Ankles swell")
    with pytest.raises(Refusal, match="not what you saw"):
        told.office.month_summaries.approve(told.patient, OCTOBER, seen)
    told.approve()
    with pytest.raises(Refusal, match="approved already"):
        told.approve()


def test_given_says_how_when_and_which_version_and_only_news_of_the_month_ends_it(told: Summarized) -> None:
    with pytest.raises(Refusal, match="draft"):
        told.give()
    version = told.approve()
    told.give(how="mailed")
    view = told.view
    assert view.state == "given"
    assert "Nov 2, 2026" in view.told
    assert "mailed" in view.told
    ((given_version, record),) = view.given
    assert given_version.id == version
    assert (record.how, record.by) == ("Mailed", "Maria Ortiz, RN")
    told.symptom("Ankles swell")
    assert told.view.state == "given", "a sign of November is told by November's summary"
    told.talked(28)
    view = told.view
    assert view.state == "draft"
    assert "was given" in view.told
    assert view.new == ("We talked by phone: October 28.",)
    assert len(view.given) == 1, "what the patient has stays on record"
    with pytest.raises(Refusal, match="draft"):
        told.give()
    told.give(version=version, how="printed")
    assert len(told.view.given) == 2


def test_it_is_not_given_before_it_was_approved_nor_in_the_future(told: Summarized) -> None:
    version = told.approve()
    for when, code in ((at(1), "summary_before_version"), (told.demo.now + 120, "copy_in_future")):
        with pytest.raises(BadInput) as refused:
            told.office.month_summaries.give(told.patient, OCTOBER, version, "printed", when)
        assert refused.value.code == code
    with pytest.raises(BadInput):
        told.give(how="pigeon")
    with pytest.raises(BadInput):
        told.give(version="nonsense")


def test_approval_and_giving_are_taken_back_in_their_order_and_stay_in_the_ledger(told: Summarized) -> None:
    version = told.approve()
    record = told.give()
    service = told.office.month_summaries
    with pytest.raises(Refusal, match="has this version"):
        service.withdraw(told.patient, version)
    service.withdraw(told.patient, record)
    assert told.view.state == "approved"
    assert not told.view.given
    service.withdraw(told.patient, version)
    assert told.view.state == "draft"
    assert not told.view.versions
    with pytest.raises(Refusal):
        service.withdraw(told.patient, version)
    with pytest.raises(BadInput):
        service.withdraw(told.demo.enrolled("Other"), version)
    again = told.approve()
    (version_again,) = told.view.versions
    assert version_again.id == again
    assert version_again.called.startswith("2-"), "no number comes twice"


def test_lines_are_left_out_and_words_added_before_approval_and_both_make_a_draft_after(told: Summarized) -> None:
    told.talked(5)
    service, view = told.office.month_summaries, told.view
    line = next(one for one in view.lines if one.part == DID)
    service.leave_out(view, line.key, out=True)
    assert line.text not in [one.text for one in told.view.lines]
    assert told.view.left_out == (line,)
    service.say(told.view, "  See you on Tuesday.  ")
    assert told.view.lines[-1] == SummaryLine("words", "See you on Tuesday.")
    told.approve()
    assert "See you on Tuesday." in told.paper()
    assert "October 5" not in told.paper()
    service.leave_out(told.view, line.key, out=False)
    assert told.view.state == "draft"
    assert told.view.new == (line.text,)
    sign = next(one for one in told.view.lines if one.part == "emergency")
    with pytest.raises(Refusal, match="never left out"):
        service.leave_out(told.view, sign.key, out=True)
    with pytest.raises(BadInput):
        service.leave_out(told.view, "did:nothing", out=True)
    with pytest.raises(BadInput):
        service.say(told.view, "x" * 1001)


def test_a_line_left_out_stays_out_in_the_other_language(told: Summarized) -> None:
    told.talked(5)
    view = told.view
    line = next(one for one in view.lines if one.part == DID)
    told.office.month_summaries.leave_out(view, line.key, out=True)
    spanish = told.office.month_summaries.open(told.patient, OCTOBER, "es")
    assert "Hablamos por teléfono: 5 de octubre." not in [one.text for one in spanish.lines]
    assert [one.text for one in spanish.left_out] == ["Hablamos por teléfono: 5 de octubre."]


def test_each_language_is_approved_by_itself_and_the_patients_own_is_the_default(told: Summarized) -> None:
    told.approve()
    held = told.office.contacts.how_to_reach(told.patient)
    new = replace(held.contact, value=replace(held.contact.value, language="Spanish"))
    told.office.contacts.keep_how_to_reach(held, replace(held, contact=new))
    view = told.view
    assert view.language == "es"
    assert view.state == "draft"
    assert view.told == "Nobody approved it yet.", "of the Spanish words"
    assert "Mi mes: octubre de 2026" in told.paper()
    assert "BORRADOR" in told.paper()
    told.office.month_summaries.choose_language(view, "en")
    assert told.view.language == "en"
    assert told.view.state == "approved"
    with pytest.raises(BadInput):
        told.office.month_summaries.open(told.patient, OCTOBER, "fr")


def test_two_people_who_edited_it_apart_decide_before_it_is_approved(told: Summarized) -> None:
    view = told.view
    service = told.office.month_summaries
    service.say(view, "One")
    with told.office.context.transaction() as tx:
        entity = month_entity(told.patient, str(OCTOBER))
        tx.record(SummaryEdit(str(OCTOBER), words="Two"), entity=entity, patient=told.patient, prev=view.heads)
    both = told.view
    assert both.undecided
    with pytest.raises(Refusal, match="same time"):
        told.approve()
    service.say(both, "Both")
    decided = told.view
    assert not decided.undecided
    told.approve()


def test_only_months_of_the_enrollment_that_have_begun_have_a_summary(told: Summarized) -> None:
    for month, code in ((Month(2026, 12), "month_to_come"), (Month(2026, 8), "not_enrolled_then")):
        with pytest.raises(Refusal) as refused:
            told.office.month_summaries.open(told.patient, month)
        assert refused.value.code == code


def test_who_may_not_prepare_a_month_approves_nothing(told: Summarized) -> None:
    biller = told.office.people.add(PersonProfile("Bo Biller", role="biller", lane="non_clinical")).value
    me, told.office.context.person = told.office.context.person, biller
    seen = told.view.seen
    with pytest.raises(Refusal):
        told.office.month_summaries.approve(told.patient, OCTOBER, seen)
    told.office.context.person = me


def test_a_summary_given_is_no_copy_of_the_plan(told: Summarized) -> None:
    """docs/billing-rules.md: the copy of the plan must have been given; nothing else is one."""
    told.talked(5)
    told.approve()
    told.give()
    (line,) = (one for one in told.office.month_end.board(OCTOBER).lines if one.patient_id == told.patient)
    assert "B_CARE_PLAN_COPY_NOT_GIVEN" in [one.key for one in line.blockers]


def test_the_reading_grade_is_told_to_staff_and_is_not_on_the_paper(told: Summarized) -> None:
    assert told.view.reading.startswith("Reading grade")
    assert "Reading grade" not in told.paper()


def test_the_clock_of_giving_is_the_practices(told: Summarized) -> None:
    told.on(11, 3)
    told.approve()
    when = to_epoch(datetime(2026, 11, 4, 2, 0, tzinfo=UTC))  # November 3 in New York
    told.demo.clock.wall = datetime(2026, 11, 4, 15, 0, tzinfo=UTC)
    told.office.month_summaries.give(told.patient, OCTOBER, given_at=when)
    assert "Nov 3, 2026" in told.view.told
