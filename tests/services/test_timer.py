"""The timer service on a real encrypted file, with the clock in hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3.dbapi2 import IntegrityError

from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.consent import ConsentRecorded, ConsentRevoked
from ccm_desktop.ledger.payloads.patient import PatientIdentity, PatientProgram
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models import refold
from ccm_desktop.models.queries import entries
from ccm_desktop.models.store import Store, Transaction
from ccm_desktop.models.vault import Vault
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.timer import TimerService
from ccm_desktop.services.timer_journal import TimerJournal
from tests.fakes import FakeClock

KEY = b"k" * 32
NURSE = "nurse-1"
NO_RULES: Any = None


class Bench:
    """A practice file with three patients, of whom two are enrolled."""

    def __init__(self, folder: Path, clock: FakeClock, more: tuple[str, ...] = ()) -> None:
        self.folder, self.clock = folder, clock
        self.open(Vault.create(folder / "vault.db", KEY))
        with self.context.transaction() as tx:
            tx.record(PracticeProfile("Lakeside", "America/New_York"), entity=PRACTICE)
            tx.record(PersonProfile("M. Ortiz", "RN"), entity=NURSE)
            for patient in ("ann", "bob", "cid", *more):
                tx.record(PatientIdentity("Family", patient), entity=patient, patient=patient)
                status = "candidate" if patient == "cid" else "enrolled"
                tx.record(PatientProgram(status), entity=patient, patient=patient)
                consent = ConsentRecorded("given", 1, "verbal", tuple(ELEMENTS), NURSE, NURSE)
                tx.record(consent, entity=new_id(), patient=patient)

    def open(self, vault: Vault) -> None:
        self.store = Store(vault)
        self.context = Context(self.store, self.clock, NURSE, NO_RULES)
        self.timer = TimerService(self.context, TimerJournal(self.folder / "timer.hb", KEY))
        self.timer.open(ticking=False)

    def withdraw(self, patient: str) -> None:
        """The patient wants no care management any more."""
        with self.context.transaction() as tx:
            tx.record(ConsentRevoked(self.context.now(), NURSE), entity=new_id(), patient=patient)

    def work(self, seconds: float) -> None:
        for _ in range(int(seconds * 2)):
            self.clock.advance(0.5)
            self.timer.tick()

    def crash(self) -> None:
        """The process dies: nothing is closed in order."""
        self.store.vault.close()
        self.open(Vault.open(self.folder / "vault.db", KEY))

    def standing(self, patient: str) -> list[entries.Entry]:
        with self.context.reading() as reader:
            return entries.of_patient(reader.connection, patient, 0, 2**40)


@pytest.fixture
def bench(tmp_path: Path, clock: FakeClock) -> Iterator[Bench]:
    bench = Bench(tmp_path, clock)
    yield bench
    assert refold.verify(bench.store.vault) == []
    bench.timer.close()
    bench.store.vault.close()


def test_a_call_becomes_one_entry_with_its_note(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(754)
    assert bench.timer.view().elapsed_seconds == 754
    bench.timer.stop()
    ids = bench.timer.finish(session, note="Reviewed readings.", outcome="reached").value
    (entry,) = bench.standing("ann")
    assert (entry.entry_id,) == ids
    assert entry.value.ended_at - entry.value.started_at == 754
    assert (entry.value.note, entry.value.outcome, entry.value.source) == ("Reviewed readings.", "reached", "timer")
    assert bench.timer.view().state == "idle"


def test_stopping_never_asks_for_a_note(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    (due,) = bench.timer.note_due()
    assert (due.session_id, due.seconds, due.recovered) == (session, 60, False)
    assert bench.standing("ann") == []


def test_a_note_is_needed_to_count(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    with pytest.raises(BadInput):
        bench.timer.finish(session, note="  ", outcome="reached")
    with pytest.raises(BadInput):
        bench.timer.finish(session, note="Talked.", outcome="")
    assert bench.standing("ann") == []


def test_another_start_stops_the_first_at_the_same_second(bench: Bench) -> None:
    first = bench.timer.start("ann").value
    bench.work(90)
    second = bench.timer.start("bob").value
    bench.work(30)
    bench.timer.stop()
    bench.timer.finish(first, note="First.", outcome="reached")
    bench.timer.finish(second, note="Second.", outcome="reached")
    (one,), (two,) = bench.standing("ann"), bench.standing("bob")
    assert one.value.ended_at == two.value.started_at
    assert two.value.ended_at - one.value.started_at == 120


def test_starting_the_same_patient_again_changes_nothing(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(10)
    assert bench.timer.start("ann").value == session
    assert bench.timer.view().elapsed_seconds == 10


def test_a_pause_counts_nothing(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.pause()
    bench.work(600)
    assert bench.timer.view().state == "paused"
    bench.timer.resume()
    bench.work(60)
    bench.timer.stop()
    bench.timer.finish(session, note="Two pieces.", outcome="reached")
    assert [e.value.ended_at - e.value.started_at for e in bench.standing("ann")] == [60, 60]


def test_another_activity_begins_where_the_first_ends(bench: Bench) -> None:
    session = bench.timer.start("ann", "call_patient").value
    bench.work(40)
    bench.timer.change_activity("documentation")
    bench.work(20)
    bench.timer.stop()
    bench.timer.finish(session, note="Call, then wrote it down.", outcome="reached")
    found = [(e.value.activity, e.value.outcome, e.value.ended_at - e.value.started_at) for e in bench.standing("ann")]
    assert found == [("call_patient", "reached", 40), ("documentation", "", 20)]


def test_time_on_a_patient_who_is_not_enrolled_is_refused(bench: Bench) -> None:
    with pytest.raises(Refusal) as refused:
        bench.timer.start("cid")
    assert refused.value.code == "not_enrolled"
    assert bench.timer.view().state == "idle"


def test_a_backdated_start_never_doubles_own_time(bench: Bench) -> None:
    first = bench.timer.start("ann").value
    bench.work(60)
    bench.timer.stop()
    bench.timer.finish(first, note="First.", outcome="reached")
    bench.clock.advance(120)
    second = bench.timer.start("bob", backdate_seconds=600).value
    bench.work(10)
    bench.timer.stop()
    bench.timer.finish(second, note="Second.", outcome="reached")
    (one,), (two,) = bench.standing("ann"), bench.standing("bob")
    assert two.value.started_at == one.value.ended_at
    assert two.value.ended_at - two.value.started_at == 130


def test_a_backdated_start_never_lies_over_work_that_waits_for_its_note(bench: Bench) -> None:
    first = bench.timer.start("ann").value
    bench.work(300)
    bench.timer.stop()
    bench.clock.advance(60)
    second = bench.timer.start("bob", backdate_seconds=600).value
    bench.work(10)
    bench.timer.stop()
    bench.timer.finish(first, note="First.", outcome="reached")
    bench.timer.finish(second, note="Second.", outcome="reached")
    (one,), (two,) = bench.standing("ann"), bench.standing("bob")
    assert two.value.started_at == one.value.ended_at
    assert two.value.ended_at - two.value.started_at == 70


def test_a_journal_that_fails_after_a_pause_never_counts_the_first_stretch_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.timer.start("ann")
    bench.work(300)
    bench.timer.pause()
    bench.clock.advance(60)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TimerJournal, "write", fail)
    bench.timer.resume()
    bench.work(100)
    assert bench.timer.view().fault
    bench.crash()
    (due,) = bench.timer.note_due()
    assert due.seconds == 300


def test_a_change_of_activity_that_is_not_saved_changes_nothing(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.timer.start("ann")
    bench.work(60)

    def fail(tx: Transaction, *values: Any, **more: Any) -> str:
        raise FileProblem("disk_full", "The disk is full.", "Free some space.")

    with monkeypatch.context() as failing:
        failing.setattr(Transaction, "record", fail)
        with pytest.raises(FileProblem):
            bench.timer.change_activity("coordination")
    view = bench.timer.view()
    assert (view.state, view.activity, view.elapsed_seconds) == ("running", "call_patient", 60)
    bench.work(30)
    bench.timer.stop()
    (due,) = bench.timer.note_due()
    assert due.seconds == 90


def test_a_next_contact_that_is_no_date_is_refused_and_the_session_waits(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(30)
    bench.timer.stop()
    with pytest.raises(BadInput, match="next contact"):
        bench.timer.finish(session, note="Call.", outcome="reached", next_contact_on="soon")
    assert [due.session_id for due in bench.timer.note_due()] == [session]


def test_more_than_ten_minutes_back_is_refused(bench: Bench) -> None:
    with pytest.raises(BadInput):
        bench.timer.start("ann", backdate_seconds=601)


def test_a_crash_loses_at_most_one_second_and_never_resumes(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(300)
    bench.clock.advance(0.4)
    bench.crash()
    assert bench.timer.view().state == "idle"
    (due,) = bench.timer.note_due()
    assert (due.session_id, due.recovered) == (session, True)
    assert 299 <= due.seconds <= 300


def test_a_crash_after_sleep_keeps_what_was_earned_before_it(bench: Bench) -> None:
    bench.timer.start("ann")
    bench.work(100)
    bench.clock.advance(3600)
    bench.timer.tick()
    bench.work(50)
    bench.crash()
    (due,) = bench.timer.note_due()
    assert due.seconds == 150


def test_recovered_time_waits_for_approval(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(100)
    bench.crash()
    bench.timer.finish(session, note="Call before the crash.", outcome="reached")
    (entry,) = bench.standing("ann")
    assert (entry.value.source, entry.reviewed) == ("recovered", False)


def test_the_end_of_the_program_stops_the_clock(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(30)
    bench.timer.close()
    bench.crash()
    (due,) = bench.timer.note_due()
    assert (due.session_id, due.seconds, due.recovered) == (session, 30, False)


def test_the_file_itself_refuses_a_second_running_timer(bench: Bench) -> None:
    def write_past_the_service() -> None:
        with bench.context.transaction() as tx:
            again = TimerSession(NURSE, bench.store.device, "running", "call_patient")
            tx.record(again, entity="second", patient="bob")

    bench.timer.start("ann")
    with pytest.raises(IntegrityError, match="a timer runs already"):
        write_past_the_service()


def test_a_discarded_session_needs_a_reason_and_counts_nothing(bench: Bench) -> None:
    session = bench.timer.start("ann").value
    bench.work(30)
    bench.timer.stop()
    with pytest.raises(BadInput):
        bench.timer.discard(session, "")
    bench.timer.discard(session, "Started by mistake.")
    assert bench.timer.note_due() == ()
    assert bench.standing("ann") == []


def test_a_failed_commit_keeps_the_clock_running(bench: Bench) -> None:
    bench.timer.start("ann")
    bench.work(60)
    bench.store.vault.connection.set_authorizer(None)
    bench.store.vault.connection.execute("PRAGMA query_only = ON")  # the disk refuses
    with pytest.raises(FileProblem):
        bench.timer.stop()
    bench.store.vault.connection.execute("PRAGMA query_only = OFF")
    bench.work(30)
    bench.timer.stop()
    (due,) = bench.timer.note_due()
    assert due.seconds == 90
