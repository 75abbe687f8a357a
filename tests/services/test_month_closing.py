"""Closing and reopening October on a real file: what is frozen stays, and nobody gets past the checklist."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pypdf import PdfReader

from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payload import json_text
from ccm_desktop.ledger.payloads.month import FamilyChoice
from ccm_desktop.ledger.payloads.month_close import ClosedLine, MonthState, closing_entity
from ccm_desktop.models.store import Transaction
from ccm_desktop.services.time_entries import Amendment, NewTime, TimedWork
from tests.services.month_world import OCTOBER, MonthWorld, at

HEADS: tuple[str, ...] = ()


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def operations(world: MonthWorld) -> int:
    count = world.office.context.store.vault.connection.execute("SELECT count(*) FROM op").fetchone()
    return int(count[0])


def test_a_closed_months_board_is_what_was_closed(signed: MonthWorld) -> None:
    world = signed
    before = world.office.month_end.board(OCTOBER)
    assert world.close() == 1
    board = world.office.month_end.board(OCTOBER)
    assert board.closed
    assert board.lines == before.lines
    assert board.totals == before.totals
    assert [line.codes for line in board.lines] == [(("99490", 1),), (("99490", 1), ("99439", 1))]


def test_the_snapshot_names_every_entry_second_and_signature(closed: MonthWorld) -> None:
    world, (first, _) = closed, closed.patients
    found = world.office.month_closing.snapshot(OCTOBER)
    assert found is not None
    line = found.line(first)
    assert line is not None
    assert [(end - start, reason) for start, end, _, reason in line.pieces] == [(1500, "CLINICAL_STAFF_CCM")]
    assert line.family == "staff"
    assert len(line.signatures) == 2
    assert (found.head.rules, found.head.billable, found.head.counted_seconds) == ("2026.1", 2, 3900)
    head = json_text(replace(found.head, sha256="")).replace(',"kept_fees":[]', "")  # as it was before there were any
    said = hashlib.sha256(head.encode())
    for patient, one in sorted(found.lines):
        said.update(f"\n{patient} {json_text(one)}".encode())
    assert found.head.sha256 == said.hexdigest()


def test_figures_that_were_changed_in_the_file_are_not_shown(
    closed: MonthWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = fold.understood

    def one_second_more(op: Op) -> object:
        value = real(op)
        return replace(value, counted_seconds=value.counted_seconds + 1) if isinstance(value, ClosedLine) else value

    monkeypatch.setattr(fold, "understood", one_second_more)
    with pytest.raises(FileProblem) as refused:
        closed.office.month_end.board(OCTOBER)
    monkeypatch.undo()
    assert refused.value.code == "closing_not_whole"


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ("not over", "not over yet"),
        ("unsigned", "neither signed for nor on hold"),
        ("must fix", "must be fixed"),
        ("timer", "has no note yet"),
        ("not skipped", "waits for “OK because…”"),
        ("september", "September 2026 is not closed yet"),
        ("august", "August 2026 is not closed yet"),
    ],
)
def test_a_month_is_not_closed_while_something_stops_it(signed: MonthWorld, spoil: str, said: str) -> None:
    world, (patient, _) = signed, signed.patients
    if spoil in ("august", "september"):  # without work in September, August is the month before
        world.work(patient, at(28, month=8 if spoil == "august" else 9), 600)
    if spoil == "timer":
        world.demo.clock.wall = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
        world.office.timer.start(patient, anyway=True)  # the clock goes back
        for _ in range(30):
            world.demo.clock.advance(0.5)
            world.office.timer.tick()
        world.office.timer.stop()
        world.demo.clock.wall = datetime(2026, 11, 2, 16, 0, tzinfo=UTC)
    if spoil == "not skipped":
        world.work(patient, at(7), 46 * 60, note="A long home safety review with daughter and pharmacist.")
        world.sign_all(patient)
    if spoil == "must fix":
        world.work(patient, at(5, 15, 10), 60, note="")
    if spoil == "not over":
        world.demo.clock.wall = datetime(2026, 10, 30, 15, 0, tzinfo=UTC)
    if spoil == "unsigned":
        world.office.month_notes.keep_proposed(patient, OCTOBER)
    office = world.office
    skips = {"backup": "On another disk"}
    before = operations(world)
    with pytest.raises(Refusal) as refused:
        office.month_closing.close(OCTOBER, HEADS, skips)
    assert refused.value.code == "month_not_ready"
    assert said in refused.value.what
    assert operations(world) == before
    assert office.month_closing.standing(OCTOBER).state in ("open", "in_review")


def test_the_desk_says_beforehand_why_it_cannot_be_closed(world: MonthWorld) -> None:
    world.billable("Adams")
    world.at_month_end()
    desk = world.office.month_desk.desk(OCTOBER)
    assert any("neither signed for nor on hold" in reason for reason in desk.close_refused)
    assert "backup" in desk.may_be_skipped
    assert "sign_off" not in desk.may_be_skipped


def test_a_step_that_stops_cannot_be_passed_over(world: MonthWorld) -> None:
    world.billable("Adams")
    world.at_month_end()
    with pytest.raises(BadInput) as refused:
        world.close(sign_off="No time")
    assert refused.value.code == "step_not_skippable"


def test_a_backup_of_today_finishes_its_step(world: MonthWorld) -> None:
    target = world.demo.opened.folder.parent / "disk"
    assert next(s for s in world.office.month_desk.desk(OCTOBER).steps if s.key == "backup").state == "open"
    world.office.vault.backup(target)
    assert next(s for s in world.office.month_desk.desk(OCTOBER).steps if s.key == "backup").state == "done"


def test_who_is_on_hold_is_not_billed_and_is_listed(world: MonthWorld) -> None:
    first, second = world.billable("Adams"), world.billable("Baker", 6, 2400)
    world.at_month_end()
    world.sign_all(first)
    world.office.month_signing.hold(second, OCTOBER, "Asks the practitioner about hospice")
    world.close()
    board = world.office.month_end.board(OCTOBER)
    held = next(line for line in board.lines if line.patient_id == second)
    assert (held.codes, held.fee, held.state, held.counted_seconds) == ((), Decimal(0), "held", 2400)
    assert (board.totals.billable, board.totals.held) == (1, 1)
    text = text_of(world.office.reporting.month_report(OCTOBER).render(Unobserved()))
    assert "On hold, not billed: Asks the" in text.replace("\n", " ")


def test_a_hold_lets_a_must_fix_exception_pass(world: MonthWorld) -> None:
    patient = world.billable("Adams")
    world.work(patient, at(5, 15, 10), 60)
    world.at_month_end()
    assert any(line.code == "E03" and line.open for line in world.office.month_desk.desk(OCTOBER).exceptions)
    world.office.month_signing.hold(patient, OCTOBER, "Overlap cannot be cleared up")
    assert not any(line.open and line.severity == "must" for line in world.office.month_desk.desk(OCTOBER).exceptions)
    assert world.close() == 1


def test_two_people_closing_at_once_are_told_so(signed: MonthWorld) -> None:
    world = signed
    shown_to_both = world.office.month_closing.standing(OCTOBER).heads
    world.close()
    before = operations(world)
    with pytest.raises(Refusal) as refused:
        world.office.month_closing.close(OCTOBER, shown_to_both, {"backup": "Later"})
    assert refused.value.code == "month_moved_on"
    assert "closed by Maria Ortiz, RN" in refused.value.what
    assert operations(world) == before


def test_closing_twice_is_refused(closed: MonthWorld) -> None:
    world = closed
    with pytest.raises(Refusal) as refused:
        world.close()
    assert "closed already (rev 1)" in refused.value.what


def test_closings_of_two_devices_are_both_kept_until_somebody_decides(closed: MonthWorld) -> None:
    world = closed
    with world.office.context.transaction() as tx:
        other = MonthState(str(OCTOBER), "closed", 1, "elsewhere")
        tx.record(other, entity=closing_entity(str(OCTOBER)), prev=())
    assert world.office.month_closing.standing(OCTOBER).in_conflict


@pytest.mark.parametrize("fails_at", [1, 2, 3, 4])
def test_a_closing_that_fails_half_way_leaves_nothing(
    signed: MonthWorld, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    world = signed
    before, real, done = operations(world), Transaction.record, iter(range(1, 9))

    def record(tx: Transaction, value: object, **more: object) -> str:
        if next(done) == fails_at:
            raise OSError("disk full")
        return real(tx, value, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Transaction, "record", record)
    with pytest.raises(Exception, match="disk"):
        world.close()
    monkeypatch.undo()
    assert operations(world) == before
    assert world.office.month_closing.standing(OCTOBER).state == "in_review"
    assert world.close() == 1


def test_a_coordinator_may_not_close(signed: MonthWorld) -> None:
    world = signed
    profile = world.office.people.open(world.me)
    coordinator = replace(profile, value=replace(profile.value, role="coordinator"))
    with world.office.context.transaction() as tx:
        elena = world.office.people.open(world.elena)
        tx.record(replace(elena.value, role="lead"), entity=world.elena, prev=elena.heads)
        tx.record(coordinator.value, entity=world.me, prev=profile.heads)
    with pytest.raises(Refusal) as refused:
        world.close()
    assert "Only the practice lead or a practitioner may close a month." in refused.value.what
    with pytest.raises(Refusal, match="reopen"):
        world.office.month_closing.reopen(OCTOBER, HEADS, "Because")


def test_a_changed_signature_is_noticed_at_the_closing(signed: MonthWorld) -> None:
    world, (patient, _) = signed, signed.patients
    found = world.office.month_signing.evidence(patient, OCTOBER, "practitioner")
    assert {line.state for line in found.signatures} == {"stands"}
    connection = world.office.context.store.vault.connection
    row, _ = connection.execute("SELECT id, signature FROM month_signature WHERE role = 'practitioner'").fetchall()
    forged = row[1].replace('"name":"Elena Reyes"', '"name":"Elena Royes"')
    connection.execute("UPDATE month_signature SET signature = ? WHERE id = ?", (forged, row[0]))
    assert "not_genuine" in {
        line.state for line in world.office.month_signing.evidence(patient, OCTOBER, "practitioner").signatures
    }
    with pytest.raises(Refusal) as refused:
        world.close()
    assert refused.value.code == "signature_not_genuine"
    connection.execute("UPDATE month_signature SET signature = ? WHERE id = ?", (row[1], row[0]))


@pytest.mark.parametrize(
    ("zone", "work", "refused"),
    [
        ("Asia/Tokyo", at(1, 3, 30, month=11), True),  # 11:30 PM of October 31 in New York
        ("Asia/Tokyo", at(30, 18), False),
        ("America/Los_Angeles", at(1, 5, month=11), True),  # November there, October in the new zone
        ("America/Los_Angeles", at(1, 3, 30, month=11), False),
        ("America/Toronto", at(1, 3, 30, month=11), False),
    ],
)
def test_a_new_time_zone_counts_no_closed_second_again(signed: MonthWorld, zone: str, work: int, refused: bool) -> None:
    world, (patient, _) = signed, signed.patients
    world.work(patient, work, 600, note="Late call about breathlessness, advised and followed up.")
    if work < at(1, 4, month=11):  # midnight in New York
        world.sign_all(patient)
    world.close()
    office, counted = world.office, seconds_of(world)
    form = office.people.practice()
    moved = replace(form, value=replace(form.value, time_zone=zone))
    if not refused:
        office.people.save_practice(moved)
        assert seconds_of(world) == counted
        return
    with pytest.raises(Refusal) as said:
        office.people.save_practice(moved)
    assert said.value.code == "zone_moves_closed_time"
    office.month_closing.reopen(OCTOBER, office.month_closing.standing(OCTOBER).heads, "Wrong time zone")
    office.people.save_practice(moved)
    assert seconds_of(world) == counted, "each second is in one month, whichever"


def seconds_of(world: MonthWorld) -> int:
    """Counted in October and November together."""
    boards = (world.office.month_end.board(month) for month in (OCTOBER, OCTOBER.next))
    return sum(board.totals.counted_seconds for board in boards)


class TestAfterwards:
    """An entry of a closed month is an addendum with a reason and changes no closed figure."""

    def test_time_by_hand_comes_in_as_addendum(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        before = world.office.month_end.board(OCTOBER)
        new = NewTime(patient, at(20), at(20) + 600, "coordination", "Called the cardiologist.", "Found in my notes")
        entry = world.office.time.add(new).value
        (row,) = world.office.context.store.vault.connection.execute(
            "SELECT entry, month, revision, kind, reason FROM month_addendum"
        ).fetchall()
        assert row == (entry, "2026-10", 1, "added", "Found in my notes")
        assert world.office.month_end.board(OCTOBER) == before
        assert world.office.month_closing.standing(OCTOBER).addenda == 1

    def test_the_desk_asks_for_nothing_that_only_a_reopening_could_mend(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        world.office.time.add(
            NewTime(patient, at(20), at(20) + 600, "coordination", "Called the cardiologist.", "Found in my notes")
        )
        desk = world.office.month_desk.desk(OCTOBER)
        assert {step.state for step in desk.steps} == {"done"}
        assert {line.code for line in desk.exceptions if not line.accepted} <= {"E13"}

    def test_measured_time_needs_a_reason_then(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        work = TimedWork(patient, at(20), at(20) + 600, "coordination", "", "Called the cardiologist.")
        before = operations(world)
        with pytest.raises(BadInput) as refused:
            world.office.time.record_timed(work)
        assert refused.value.code == "addendum_reason_missing"
        assert operations(world) == before
        world.office.time.record_timed(replace(work, reason="The phone was offline"))
        assert world.office.month_closing.standing(OCTOBER).addenda == 1

    def test_amending_and_voiding_is_for_who_approves_time(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        (line,) = world.lines(patient)
        profile = world.office.people.open(world.me)
        with world.office.context.transaction() as tx:
            elena = world.office.people.open(world.elena)
            tx.record(replace(elena.value, role="lead"), entity=world.elena, prev=elena.heads)
            tx.record(replace(profile.value, role="nurse"), entity=world.me, prev=profile.heads)
        with pytest.raises(Refusal):
            world.office.time.void(line.entry_id, "Wrong patient")
        with pytest.raises(Refusal):
            world.office.time.amend(line.entry_id, Amendment(note="Longer note"), "Typing error")
        world.become_elena()
        before = world.office.month_end.board(OCTOBER)
        new = world.office.time.amend(line.entry_id, Amendment(ended_at=line.ended_at - 60), "Ended earlier").value
        kinds = world.office.context.store.vault.connection.execute("SELECT entry, kind FROM month_addendum").fetchall()
        assert kinds == [(line.entry_id, "voided"), (new, "amended")]
        assert world.office.month_end.board(OCTOBER) == before

    def test_note_signature_and_hold_are_refused(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        office = world.office
        with pytest.raises(Refusal, match="closed"):
            office.month_notes.keep_proposed(patient, OCTOBER)
        with pytest.raises(Refusal, match="closed"):
            office.month_signing.hold(patient, OCTOBER, "Too late")
        shown = office.month_signing.evidence(patient, OCTOBER, "coordinator")
        world.demo.clock.advance(2)
        with pytest.raises(Refusal, match="closed"):
            office.month_signing.sign(patient, OCTOBER, "coordinator", shown.seen)

    def test_what_decides_the_codes_is_refused(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        before = operations(world)
        form = world.office.code_choice.compare(patient, OCTOBER).form
        chosen = replace(form, value=FamilyChoice("2026-10", "none", "Not worth it"))
        with pytest.raises(Refusal, match="closed"):
            world.office.code_choice.choose(patient, chosen)
        with pytest.raises(Refusal, match="closed"):
            world.demo.complex(patient, on="2026-10-09", why="Sepsis")
        with pytest.raises(Refusal, match="closed"):
            world.office.other_services.note(patient, "99495", "2026-10-09", "same_practice", "billed")
        assert operations(world) == before

    def test_approving_leaves_a_trace_too(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        new = NewTime(patient, at(20), at(20) + 600, "coordination", "Called the cardiologist.", "Found in my notes")
        entry = world.office.time.add(new).value
        world.office.time.approve(entry)
        kinds = world.office.context.store.vault.connection.execute("SELECT entry, kind FROM month_addendum").fetchall()
        assert kinds == [(entry, "added"), (entry, "approved")]
        assert world.office.month_closing.standing(OCTOBER).addenda == 1, "one entry came after the closing"

    def test_documents_show_the_closed_figures(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        world.office.time.add(NewTime(patient, at(20), at(20) + 1200, "coordination", "Cardiologist.", "Forgotten"))
        (entry,) = (e for e in world.lines(patient) if e.source == "manual")
        world.office.time.approve(entry.entry_id)
        sha256 = world.office.month_closing.standing(OCTOBER).sha256
        report = world.office.reporting.month_report(OCTOBER)
        assert report.name == "CCM_2026-10_month-end_rev1.pdf"
        text = text_of(report.render(Unobserved()))
        assert f"CLOSED rev 1 · hash {sha256[:8]}" in text
        assert "DRAFT" not in text
        assert "65:00" in text
        csv = world.office.reporting.month_csv(OCTOBER).render(Unobserved()).decode("utf-8-sig")
        assert '"25:00","1500"' in csv
        own = text_of(world.office.reporting.patient_month(patient, OCTOBER).render(Unobserved()))
        assert "CLOSED rev 1" in own
        assert "45:00" not in own

    def test_an_open_months_documents_are_drafts(self, world: MonthWorld) -> None:
        world.billable("Adams")
        text = text_of(world.office.reporting.month_report(OCTOBER).render(Unobserved()))
        assert "DRAFT — not closed" in text
        assert "OPEN — figures may still change" in text


class TestReopening:
    """Reopened with a reason, for chosen patients, for a time; every revision stays."""

    def reopened(self, world: MonthWorld, *scope: str) -> None:
        closing = world.office.month_closing
        closing.reopen(OCTOBER, closing.standing(OCTOBER).heads, "Late billing", scope)

    def test_without_a_reason_or_for_too_long_it_is_refused(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        closing = world.office.month_closing
        heads = closing.standing(OCTOBER).heads
        for reason, scope, until in (
            (" ", (), None),
            ("Late", (), world.demo.now - 1),
            ("Late", (), world.demo.now + 40 * 86_400),
            ("Late", ("nobody",), None),
        ):
            with pytest.raises(BadInput):
                closing.reopen(OCTOBER, heads, reason, scope, until)
        assert closing.standing(OCTOBER).state == "closed"
        assert patient

    def test_an_open_month_is_not_reopened(self, world: MonthWorld) -> None:
        world.at_month_end()
        with pytest.raises(Refusal) as refused:
            world.office.month_closing.reopen(OCTOBER, HEADS, "Because")
        assert refused.value.code == "month_not_closed"

    def test_it_shows_on_every_later_document(self, closed: MonthWorld) -> None:
        world = closed
        self.reopened(world)
        text = text_of(world.office.reporting.month_report(OCTOBER).render(Unobserved()))
        assert "REOPENED (was rev 1)" in text
        old = text_of(world.office.reporting.month_report(OCTOBER, 1).render(Unobserved()))
        assert "CLOSED rev 1, REOPENED since · hash" in old

    def test_the_next_revision_says_what_it_changed(self, closed: MonthWorld) -> None:
        world, (first, second) = closed, closed.patients
        one = world.office.month_end.board(OCTOBER)
        self.reopened(world)
        world.work(first, at(21), 900, note="Arranged oxygen delivery with supplier and insurer.")
        world.sign_all(first)
        assert world.close() == 2
        (change,) = world.office.month_closing.changes(OCTOBER)
        assert (change.patient_id, change.before_seconds, change.after_seconds) == (first, 1500, 2400)
        assert change.after_codes == (("99490", 1), ("99439", 1))
        text = text_of(world.office.reporting.month_report(OCTOBER).render(Unobserved()))
        assert "Changes since rev 1 (1)" in text
        assert "CLOSED rev 2" in text
        assert world.office.month_end.board(OCTOBER, 1).lines == one.lines
        old = text_of(world.office.reporting.month_report(OCTOBER, 1).render(Unobserved()))
        assert "CLOSED rev 1, superseded by rev 2 · hash" in old
        assert second

    def test_only_the_chosen_patients_change(self, closed: MonthWorld) -> None:
        world, (first, second) = closed, closed.patients
        world.work(second, at(22), 3600, note="Arranged a hospital bed with supplier and insurer.")
        self.reopened(world, first)
        office = world.office
        with pytest.raises(Refusal, match="closed"):
            office.month_signing.hold(second, OCTOBER, "Out of scope")
        world.work(first, at(21), 900, note="Arranged oxygen delivery with supplier and insurer.")
        world.sign_all(first)
        world.close()
        seconds = {line.patient_id: line.counted_seconds for line in world.office.month_end.board(OCTOBER).lines}
        assert seconds == {first: 2400, second: 2400}

    def test_when_its_time_is_over_changes_are_addenda_again(self, closed: MonthWorld) -> None:
        world, (patient, _) = closed, closed.patients
        self.reopened(world)
        assert not world.office.month_closing.standing(OCTOBER).lapsed
        world.office.month_signing.hold(patient, OCTOBER, "To be asked")
        world.demo.clock.wall = datetime(2026, 11, 5, 15, 0, tzinfo=UTC)
        assert world.office.month_closing.standing(OCTOBER).lapsed
        with pytest.raises(Refusal, match="closed"):
            world.office.month_signing.release(patient, OCTOBER)

    def test_an_unknown_revision_is_refused(self, closed: MonthWorld) -> None:
        world = closed
        with pytest.raises(BadInput) as refused:
            world.office.month_end.board(OCTOBER, 7)
        assert refused.value.code == "revision_unknown"
