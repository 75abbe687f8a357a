"""A number names all that is there: what came in without a save gets a version before anything rests on it."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.progress import Unobserved, at_once
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_sign import MonthSignature
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.models.queries import plans
from ccm_desktop.services import month_signing, plan_record
from ccm_desktop.services.forms import Form, MedicationOrder, SymptomToWatch
from ccm_desktop.services.plan_copies import GivenCopy, give_copy
from ccm_desktop.services.plan_printing import PaperChoice
from ccm_desktop.services.plan_views import PlanVersionLine
from tests.services.conftest import Demo
from tests.services.month_world import ELENA, OCTOBER, MonthWorld
from tests.services.plan_to_print import caregiver, with_plan


def came_in(demo: Demo, patient: str, drug: str = "Warfarin") -> None:
    """A medication that no save made: as an import or another device brings it."""
    with demo.office.context.transaction() as tx:
        tx.record(MedicationOrder(drug, "5", "mg"), entity=new_id(), patient=patient)


def newest(demo: Demo, patient: str) -> PlanVersionLine:
    return demo.office.care_plans.view(patient).versions[0]


def drugs(demo: Demo, version: str) -> set[str]:
    return {one.order.value.drug for one in demo.office.care_plans.version(version).medications}


@pytest.mark.parametrize("kind", ["patient", "caregiver"])
def test_a_printed_number_is_of_a_version_that_holds_all_of_the_paper(demo: Demo, kind: str) -> None:
    patient = with_plan(demo)
    who = caregiver(demo, patient, "medications") if kind == "caregiver" else ""
    before = newest(demo, patient)
    came_in(demo, patient)
    rendering = demo.office.plan_printing.paper(patient, PaperChoice(kind, caregiver=who))
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(rendering.render(Unobserved()))).pages)
    made = newest(demo, patient)
    assert "Warfarin" in text
    assert f"Plan {made.number}-{made.version_id[-4:]}," in text
    assert (rendering.plan_version, made.number, made.what) == (made.number, before.number + 1, "As it was printed")
    assert drugs(demo, made.version_id) == {"Lisinopril", "Warfarin"}
    demo.office.plan_printing.paper(patient, PaperChoice(kind, caregiver=who))
    assert newest(demo, patient) == made


def test_nobody_becomes_the_author_of_a_version_by_looking_at_a_paper(demo: Demo) -> None:
    patient = with_plan(demo)
    lead = newest(demo, patient).by
    came_in(demo, patient)
    demo.office.context.person = demo.office.people.add(PersonProfile("Bill", "", "biller")).value
    demo.office.plan_printing.paper(patient, PaperChoice())
    made, before, *_ = demo.office.care_plans.view(patient).versions
    assert (made.what, made.by, before.by) == ("As it was printed", "", lead)
    assert demo.office.plan_papers.words(made).endswith(": As it was printed")
    assert "Bill" not in demo.office.plan_papers.words(made)
    with demo.office.context.reading() as reader:
        row = plans.version(reader.connection, made.version_id)
    assert row is not None
    assert row.by == ""


def test_what_is_refused_leaves_no_version_behind(demo: Demo) -> None:
    patient = with_plan(demo)
    nobody = caregiver(demo, patient)
    came_in(demo, patient)
    before = newest(demo, patient)
    with pytest.raises(Refusal):
        demo.office.plan_printing.paper(patient, PaperChoice("caregiver", caregiver=nobody))
    assert newest(demo, patient) == before


def test_an_exported_number_is_of_a_version_that_holds_all_of_the_file(demo: Demo) -> None:
    patient, other = with_plan(demo), with_plan(demo, "Other")
    before = newest(demo, patient)
    came_in(demo, patient)
    rendering = demo.office.plan_exports.plan(patient, "Lakeside Hospital")
    made = newest(demo, patient)
    assert (made.number, made.what) == (before.number + 1, "As it was exported")
    assert rendering.plan_version == made.number
    assert drugs(demo, made.version_id) == {"Lisinopril", "Warfarin"}
    came_in(demo, other)
    at_once(demo.office.plan_exports.every_plan("Lakeside Hospital", "document", Unobserved()))
    assert newest(demo, patient) == made
    assert drugs(demo, newest(demo, other).version_id) == {"Lisinopril", "Warfarin"}


def test_a_copy_of_the_plan_as_it_is_now_is_of_a_version_that_holds_all_of_it(demo: Demo) -> None:
    patient = with_plan(demo)
    before = newest(demo, patient)
    assert demo.office.plan_printing.offer(patient).versions[0] == (before.version_id, before.number)
    came_in(demo, patient)
    assert demo.office.plan_printing.offer(patient).versions[:2] == (
        ("", before.number + 1), (before.version_id, before.number),
    )  # fmt: skip
    with pytest.raises(BadInput) as caught:
        give_copy(demo.office.context, patient, GivenCopy("", given_at=demo.now - 60))
    assert caught.value.code == "copy_before_version"
    assert newest(demo, patient).version_id == before.version_id
    give_copy(demo.office.context, patient, GivenCopy(""))
    made = newest(demo, patient)
    assert (made.number, made.what, made.copies) == (
        before.number + 1, "As it was given as a copy", ("Printed to patient on Oct 14, 2026",),
    )  # fmt: skip
    assert drugs(demo, made.version_id) == {"Lisinopril", "Warfarin"}
    give_copy(demo.office.context, patient, GivenCopy(""))
    assert newest(demo, patient).version_id == made.version_id


def test_no_copy_of_the_plan_as_it_is_now_while_two_versions_wait_for_a_decision(demo: Demo) -> None:
    patient = with_plan(demo)
    order = demo.office.care_plans.view(patient).medications[0].order
    for dose in ("40", "80"):  # both from the same opened form, the second without a save
        with demo.office.context.transaction() as tx:
            tx.record(MedicationOrder("Lisinopril", dose), entity=order.entity, patient=patient, prev=order.heads)
    with pytest.raises(Refusal) as refused:
        give_copy(demo.office.context, patient, GivenCopy(""))
    assert refused.value.code == "plan_undecided"


def test_a_version_that_only_names_what_came_in_is_no_change_of_anybody(demo: Demo) -> None:
    """Not to be undone, no change of today, and no reason to call the plan fresh."""
    patient = with_plan(demo)
    plans = demo.office.care_plans
    plans.save(patient, [Form("", SymptomToWatch("Swollen legs", "Call us"))], "Swollen legs")
    came_in(demo, patient)
    demo.office.plan_printing.paper(patient, PaperChoice())
    mine = demo.office.plan_versions.mine_today(patient)
    assert "Warfarin" not in " ".join(line.after for line in mine.lines)
    assert plans.view(patient).undo == "Swollen legs"
    plans.undo(patient)
    assert "Swollen legs" not in [one.value.sign for one in plans.view(patient).short["symptoms"]]
    assert plans.view(patient).redo == "Swollen legs"
    came_in(demo, patient, "Aspirin")
    demo.office.plan_printing.paper(patient, PaperChoice())
    assert plans.view(patient).redo == "Swollen legs"
    demo.clock.advance(100 * 86_400)
    before = demo.office.plan_freshness.of(demo.office.care_plans.view(patient))
    came_in(demo, patient, "Metformin")
    demo.office.plan_printing.paper(patient, PaperChoice())
    assert demo.office.plan_freshness.of(demo.office.care_plans.view(patient)) == before
    assert "Neither changed nor reviewed for 100 days" in [reason.words for reason in before.reasons]


class TestMonth:
    """What a month's signature freezes is the plan as it stood at the end of the month."""

    def sign(self, world: MonthWorld, patient: str, role: str = "coordinator") -> str:
        world.sign(patient, role, ELENA if role == "practitioner" else "")
        connection = world.office.context.store.vault.connection
        (found,) = connection.execute(
            "SELECT plan_version FROM month_signature WHERE patient = ? ORDER BY rid DESC LIMIT 1", (patient,)
        ).fetchone()
        return str(found)

    def sign_by_an_older_program(
        self, world: MonthWorld, patient: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:  # fmt: skip
        with monkeypatch.context() as older:
            older.setattr(plan_record, "unnamed_at", lambda *_: {})
            older.setattr(
                month_signing, "MonthSignature", lambda **said: MonthSignature(**{**said, "plan_is_whole": False})
            )
            self.sign(world, patient)

    def late(self, world: MonthWorld) -> tuple[str, PlanVersionLine]:
        """A patient into whose plan something came at the end of October, without a save."""
        patient = world.billable()
        world.demo.clock.wall = datetime(2026, 10, 30, 15, 0, tzinfo=UTC)
        before = newest(world.demo, patient)
        came_in(world.demo, patient)
        world.at_month_end()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        return patient, before

    def state(self, world: MonthWorld, patient: str, role: str = "coordinator") -> str:
        lines = world.office.month_desk.desk(OCTOBER, role).queue.lines
        return next(one.state for one in lines if one.patient_id == patient)

    def test_it_holds_what_came_in_by_then_and_stands(self, world: MonthWorld) -> None:
        patient, before = self.late(world)
        evidence = world.office.month_signing.evidence(patient, OCTOBER, "coordinator")
        assert (evidence.plan_version, evidence.plan_is_saved) == (before.number, False)
        version = self.sign(world, patient)
        assert drugs(world.demo, version) == {"Warfarin"}
        line = newest(world.demo, patient)
        assert (line.version_id, line.number) == (version, before.number + 1)
        assert line.what == "As it stood at the end of October 2026"
        assert self.state(world, patient) == "signed"
        evidence = world.office.month_signing.evidence(patient, OCTOBER, "practitioner")
        assert (evidence.plan_version, evidence.plan_is_saved) == (line.number, True)
        world.become_elena()
        assert self.sign(world, patient, "practitioner") == version
        assert self.state(world, patient, "practitioner") == "signed"

    def test_what_was_saved_after_the_month_is_no_part_of_it_and_stays_the_newest(self, world: MonthWorld) -> None:
        patient, before = self.late(world)
        world.office.care_plans.save(patient, [Form("", MedicationOrder("Aspirin", "81", "mg"))], "Aspirin")
        saved = newest(world.demo, patient)
        version = self.sign(world, patient)
        assert drugs(world.demo, version) == {"Warfarin"}
        assert newest(world.demo, patient).version_id == saved.version_id
        assert self.state(world, patient) == "signed"
        numbers = [line.number for line in world.office.care_plans.view(patient).versions[:3]]
        assert numbers == [saved.number, saved.number + 1, before.number]

    def test_what_comes_in_between_looking_and_signing_is_not_signed(self, world: MonthWorld) -> None:
        patient, _ = self.late(world)
        token = world.office.month_signing.evidence(patient, OCTOBER, "coordinator").seen
        wall = world.demo.clock.wall
        world.demo.clock.wall = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
        came_in(world.demo, patient, "Aspirin")  # written then on another computer
        world.demo.clock.wall = wall
        world.demo.clock.advance(2)
        with pytest.raises(Refusal) as refused:
            world.office.month_signing.sign(patient, OCTOBER, "coordinator", token, "")
        assert refused.value.code == "evidence_changed"

    def test_what_comes_in_of_that_month_after_the_signature_withdraws_it(self, world: MonthWorld) -> None:
        patient, _ = self.late(world)
        self.sign(world, patient)
        came_in(world.demo, patient, "Aspirin")  # in November
        assert self.state(world, patient) == "signed"
        wall = world.demo.clock.wall
        world.demo.clock.wall = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
        came_in(world.demo, patient, "Metformin")  # written then on another computer
        world.demo.clock.wall = wall
        assert self.state(world, patient) == "needs_re_sign"
        assert drugs(world.demo, self.sign(world, patient)) == {"Warfarin", "Metformin"}
        assert self.state(world, patient) == "signed"

    def test_a_signature_over_a_save_does_not_cover_what_another_computer_wrote_by_then(
        self, world: MonthWorld, monkeypatch: pytest.MonkeyPatch
    ) -> None:  # fmt: skip
        """One of an older program beside it stays: nobody can tell any more what was there."""
        patient = world.billable()
        world.at_month_end()
        world.office.month_notes.keep_proposed(patient, OCTOBER)
        self.sign_by_an_older_program(world, patient, monkeypatch)
        world.become_elena()
        self.sign(world, patient, "practitioner")
        world.demo.clock.wall = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
        came_in(world.demo, patient)
        world.at_month_end()
        states = [self.state(world, patient, role) for role in ("coordinator", "practitioner")]
        assert states == ["signed", "needs_re_sign"]

    def test_an_older_program_covered_what_had_come_in_when_it_signed(
        self, world: MonthWorld, monkeypatch: pytest.MonkeyPatch
    ) -> None:  # fmt: skip
        """It looked at saves only; what came in before its signature is no change since."""
        patient, _ = self.late(world)
        world.demo.clock.wall = datetime(2026, 10, 30, 16, 0, tzinfo=UTC)
        self.sign_by_an_older_program(world, patient, monkeypatch)
        assert self.state(world, patient) == "signed"
        world.at_month_end()
        came_in(world.demo, patient, "Aspirin")  # in November
        assert self.state(world, patient) == "signed"
        world.become_elena()
        assert drugs(world.demo, self.sign(world, patient, "practitioner")) == {"Warfarin"}
        assert [self.state(world, patient, role) for role in ("coordinator", "practitioner")] == ["signed", "signed"]
        world.demo.clock.wall = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)
        came_in(world.demo, patient, "Metformin")  # of October, after the first signature
        world.at_month_end()
        assert self.state(world, patient) == "needs_re_sign"
