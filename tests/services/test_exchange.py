"""Two computers of one practice, edited apart and brought together, on real encrypted files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from ccm_desktop.domain.errors import FileProblem, Problem
from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.ledger import chain, fold
from ccm_desktop.ledger.op import Header, Op
from ccm_desktop.ledger.payloads.care_plan import GoalText, PlanSummary
from ccm_desktop.ledger.payloads.patient import PatientContact
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.models import refold
from ccm_desktop.models.queries import exchange as queries
from ccm_desktop.models.store import Transaction
from ccm_desktop.models.tables import derived, folded
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.security.sealing import VaultKey
from ccm_desktop.services import exchange as service
from ccm_desktop.services.entrance import NewPractice, list_users
from ccm_desktop.services.forms import Form
from ccm_desktop.services.vault import adopt_copy, create_practice, unlock
from ccm_desktop.sync import package
from ccm_desktop.sync.arrivals import Arrivals
from ccm_desktop.sync.package import Label
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo

# What is computed in each file alone: row numbers differ, and only the device that wrote a slot owns it.
_ROWS = [table for table in (*folded.FOLD_TABLES, *derived.PROJECTED) if table.name != "presence"]


def rows(demo: Demo) -> dict[str, list[tuple[Any, ...]]]:
    """Every projection without its row numbers."""
    connection = demo.office.context.store.vault.connection
    found = {}
    for table in _ROWS:
        names = ", ".join(f'"{column.name}"' for column in table.columns if column.name != "rid")
        found[table.name] = sorted(connection.execute(f"SELECT {names} FROM {table.name}").fetchall(), key=repr)
    return found


def ops_of(demo: Demo) -> list[Op]:
    with demo.office.context.reading() as reader:
        return [op for op in queries.ops(reader.connection) if op is not None]


def ids(demo: Demo) -> set[str]:
    return {op.id for op in ops_of(demo)}


def sound(demo: Demo) -> bool:
    return refold.verify(demo.office.context.store.vault) == []


class Two:
    """The first computer and a second one that began as a copy of it."""

    def __init__(self, folder: Path, clock: FakeClock, template: Path) -> None:
        self.folder = folder
        self.a = self.opened("a", template, clock)
        self.b = self.opened("b", template, clock, "Front desk 2")

    def opened(self, name: str, template: Path, clock: FakeClock, computer: str = "") -> Demo:
        """A copy of the practice, of its own where it has a name, else a mere clone."""
        folder = self.folder / name
        shutil.copytree(template, folder)
        (user,) = (user for user in list_users(folder) if user.name == "Maria Ortiz")
        if computer:
            adopt_copy(folder, user.id, PASSPHRASE, computer, clock)
        return Demo(unlock(folder, user.id, PASSPHRASE, clock, kdf=QUICK_FOR_TESTS), clock)

    def carry(self, source: Demo, target: Demo, name: str = "p") -> service.BroughtIn:
        path = self.package(source, name)
        return target.office.exchange.bring_in(path).value

    def package(self, source: Demo, name: str = "p", since_ms: int = 0) -> Path:
        path = self.folder / f"{name}.ccmchanges"
        source.office.exchange.export(path, since_ms, replace=True)
        return path

    def both_ways(self) -> None:
        """Two packages made before either is taken in."""
        from_a, from_b = self.package(self.a, "a"), self.package(self.b, "b")
        self.a.office.exchange.bring_in(from_b)
        self.b.office.exchange.bring_in(from_a)

    def close(self) -> None:
        for demo in (self.a, self.b):
            assert sound(demo)
            demo.opened.close()


PATIENT: list[str] = []


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with one enrolled patient who has a plan, as a backup holds it."""
    place, clock = tmp_path_factory.mktemp("exchange"), FakeClock()
    demo = Demo(create_practice(place / "practice", LAKESIDE, clock, QUICK_FOR_TESTS), clock)
    patient = demo.enrolled()
    demo.office.care_plans.save(patient, (Form("", GoalText("Walk", target="15 min × 3")),), "Goal")
    PATIENT[:] = [patient]
    made = demo.office.vault.backup(place / "backups").value.folder
    demo.opened.close()
    return made


@pytest.fixture
def two(tmp_path: Path, clock: FakeClock, template: Path) -> Iterator[Two]:
    two = Two(tmp_path, clock, template)
    yield two
    two.close()


def goal(demo: Demo) -> Form[GoalText]:
    view = demo.office.care_plans.view(PATIENT[0])
    goals = [*(g for p in view.problems for g in p.goals), *view.unattached_goals]
    return goals[0].text


def set_target(demo: Demo, target: str) -> None:
    form = goal(demo)
    demo.office.care_plans.save(PATIENT[0], (replace(form, value=replace(form.value, target=target)),), "Target")


def contact(demo: Demo, note: str) -> None:
    demo.office.contacts.record(PATIENT[0], channel="phone", outcome="reached", note=note)


def say(demo: Demo, summary: str) -> None:
    view = demo.office.care_plans.view(PATIENT[0])
    form = view.summary
    demo.office.care_plans.save(PATIENT[0], (replace(form, value=replace(form.value, summary=summary)),), "Summary")


# Bringing together


def test_a_copy_set_up_as_a_computer_writes_a_log_of_its_own(two: Two) -> None:
    first, second = two.a.office.context.store, two.b.office.context.store
    assert first.device != second.device
    assert two.b.office.exchange.computer() == "Front desk 2"
    own = [op.header.n for op in ops_of(two.b) if op.header.dev == second.device]
    assert own == list(range(1, len(own) + 1))
    assert sound(two.b)


def test_different_edits_of_one_field_both_stay_until_somebody_decides(two: Two) -> None:
    set_target(two.a, "15 min × 4")
    set_target(two.b, "10 min × 5")
    two.both_ways()
    for demo in (two.a, two.b):
        form = goal(demo)
        assert {form.value.target, *(other.target for other in form.others)} == {"15 min × 4", "10 min × 5"}
        assert demo.office.charts.header(PATIENT[0]).to_resolve == 1
    assert rows(two.a) == rows(two.b)


def test_equal_edits_are_no_conflict(two: Two) -> None:
    for demo in (two.a, two.b):
        set_target(demo, "20 min × 4")
    two.both_ways()
    assert goal(two.a).others == ()
    assert two.a.office.conflicts.open() == ()


def test_facts_of_both_are_there(two: Two) -> None:
    contact(two.a, "asked about feet")
    contact(two.b, "asked about sleep")
    two.both_ways()
    for demo in (two.a, two.b):
        notes = {line.note for line in demo.office.contacts.list(PATIENT[0])}
        assert {"asked about feet", "asked about sleep"} <= notes


def test_timers_running_on_both_are_two_sessions(two: Two) -> None:
    sessions = {demo.office.timer.start(PATIENT[0], anyway=True).value for demo in (two.a, two.b)}
    two.both_ways()
    for demo in (two.a, two.b):
        connection = demo.office.context.store.vault.connection
        running = connection.execute("SELECT id FROM timer_session WHERE state = 'running'").fetchall()
        assert {row[0] for row in running} == sessions
        assert demo.office.timer.view().session_id in sessions
    for demo in (two.a, two.b):
        demo.office.timer.stop()


edits = st.lists(
    st.tuples(st.sampled_from((set_target, contact, say)), st.text("abc ×√", min_size=1, max_size=8)), max_size=5
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits, edits, st.booleans())
def test_whatever_is_edited_apart_nothing_saved_is_lost_and_both_end_equal(
    tmp_path_factory: pytest.TempPathFactory, template: Path, here: list[Any], there: list[Any], in_turn: bool
) -> None:
    two = Two(tmp_path_factory.mktemp("two"), FakeClock(), template)
    for demo, done in ((two.a, here), (two.b, there)):
        for edit, text in done:
            edit(demo, text)
    before = ids(two.a) | ids(two.b)
    if in_turn:  # one carries to the other and back
        two.carry(two.a, two.b)
        two.carry(two.b, two.a)
    else:
        two.both_ways()
    assert before <= ids(two.a) == ids(two.b)
    assert rows(two.a) == rows(two.b)
    assert fold.fold(ops_of(two.a)).digest() == fold.fold(reversed(ops_of(two.b))).digest()
    last_typed = [[text for edit, text in done if edit is set_target][-1:] for done in (here, there)]
    form = goal(two.a)
    assert {text for typed in last_typed for text in typed} <= {form.value.target, *(o.target for o in form.others)}
    kept = two.folder / "p.ccmchanges" if in_turn else two.folder / "b.ccmchanges"
    held = ids(two.a)
    assert two.a.office.exchange.bring_in(kept).value.new == 0
    assert ids(two.a) == held
    two.close()


def test_only_what_happened_since_is_carried(two: Two) -> None:
    two.carry(two.a, two.b)
    two.a.clock.advance(86_400)
    since = two.a.office.context.now_ms()
    contact(two.a, "the day after")
    brought = two.b.office.exchange.bring_in(two.package(two.a, since_ms=since)).value
    assert (brought.new, brought.known) == (2, 0)  # the contact and the export itself


def test_a_package_whose_beginning_is_missing_here_is_refused(two: Two) -> None:
    contact(two.a, "not carried")
    two.a.clock.advance(86_400)
    later = two.package(two.a, since_ms=two.a.office.context.now_ms())
    refused(two.b, later, "changes_missing")


# What is refused, and leaves nothing


def refused(demo: Demo, path: Path, code: str) -> Problem:
    before = ids(demo)
    with pytest.raises(Problem) as caught:
        demo.office.exchange.bring_in(path)
    assert caught.value.code == code
    assert ids(demo) == before
    return caught.value


def test_a_package_of_another_practice_is_refused_by_name(two: Two, tmp_path: Path, clock: FakeClock) -> None:
    other = NewPractice(PracticeProfile("Hilltop Care", "America/New_York"), PersonProfile("Ann Lee", "RN", "lead"),
                        None, PASSPHRASE)  # fmt: skip
    theirs = create_practice(tmp_path / "other", other, clock, QUICK_FOR_TESTS)
    theirs.office.exchange.export(tmp_path / "other.ccmchanges")
    theirs.close()
    problem = refused(two.b, tmp_path / "other.ccmchanges", "other_practice")
    assert problem.what == "This package belongs to another practice (Hilltop Care). Nothing was imported."


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_a_cut_package_is_refused_wherever_it_was_cut(two: Two, part: float) -> None:
    contact(two.a, "x" * 5000)
    path = two.package(two.a)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    refused(two.b, path, "package_unsound")


def test_a_package_without_its_last_frame_is_refused(two: Two) -> None:
    path = two.package(two.a)
    path.write_bytes(path.read_bytes()[:-32])  # exactly the end: nonce, tag and length
    refused(two.b, path, "package_unsound")


def test_a_changed_bit_and_what_was_put_behind_the_end_are_refused(two: Two) -> None:
    path = two.package(two.a)
    content = path.read_bytes()
    for altered in (content[:-40] + bytes([content[-40] ^ 1]) + content[-39:], content + b"\0"):
        path.write_bytes(altered)
        refused(two.b, path, "package_unsound")
    path.write_bytes(content.replace(b"Lakeside", b"Seaside!"))
    refused(two.b, path, "package_unsound")


def forge(two: Two, change: Any) -> Path:
    """A package sealed with the practice's key whose operations somebody changed."""
    key, path = two.a.office._sign_ins.key, two.folder / "forged.ccmchanges"
    ops = change(ops_of(two.a))
    with package.written(path, replace=True) as stream:
        label = Label(two.a.office.context.store.device, 0, len(ops))
        package.write(stream, key, "Lakeside", label, ops)
    return path


def test_an_operation_put_into_another_computers_log_is_refused(two: Two) -> None:
    contact(two.a, "one")
    contact(two.a, "two")

    def forged(ops: list[Op]) -> list[Op]:
        # Another note in the slot before the last: its successor does not follow it.
        victim = ops[-2]
        link = chain.Link(victim.header.dev, victim.header.n - 1, victim.header.ph)
        stamp = chain.Stamp(victim.header.hlc, victim.header.ut, victim.header.act, ("aa", 0))
        op, _ = chain.next_op(link, stamp, PlanSummary("Forged"), entity="e", patient="p", prev=[])
        return [*ops[:-2], op, ops[-1]]

    refused(two.b, forge(two, forged), "two_histories")


def test_an_operation_whose_payload_was_exchanged_is_refused(two: Two) -> None:
    contact(two.a, "one")
    altered = forge(two, lambda ops: [*ops[:-1], Op(ops[-1].header_bytes, ops[-1].payload_bytes + b" ")])
    refused(two.b, altered, "package_unsound")


def test_a_package_that_leaves_one_out_or_counts_wrong_is_refused(two: Two) -> None:
    contact(two.a, "one")
    contact(two.a, "two")
    refused(two.b, forge(two, lambda ops: [*ops[:-2], ops[-1]]), "changes_missing")
    key, path = two.a.office._sign_ins.key, two.folder / "short.ccmchanges"
    ops = ops_of(two.a)
    with package.written(path, replace=True) as stream:
        package.write(stream, key, "Lakeside", Label("d", 0, len(ops) + 1), ops)
    refused(two.b, path, "package_unsound")


def test_a_copy_that_was_never_set_up_as_a_computer_is_found_out(two: Two, template: Path, clock: FakeClock) -> None:
    clone = two.opened("clone", template, clock)
    contact(clone, "from the clone")
    contact(two.a, "from the first")
    path = two.package(clone, "clone")
    refused(two.a, path, "two_histories")
    clone.opened.close()


def test_a_file_restored_from_a_backup_gets_everything_back_as_another_computer(
    two: Two, template: Path, clock: FakeClock
) -> None:
    contact(two.a, "before the disk died")
    two.carry(two.a, two.b)
    back = two.package(two.b, "back")
    restored = two.opened("restored", template, clock)
    refused(restored, back, "two_histories")  # it was opened as the computer that it is not any more
    restored.opened.close()
    restored = two.opened("restored anew", template, clock, "New laptop")
    restored.office.exchange.bring_in(back)
    assert ids(two.a) <= ids(restored)
    restored.opened.close()


def test_an_untouched_old_file_is_not_given_what_only_it_can_have_written(two: Two) -> None:
    """The file knows less of its own log than the other computer does."""
    own = two.a.office.context.store.device
    ops = ops_of(two.a)
    arrivals = Arrivals(own, {own: chain.Link(own, ops[-1].header.n - 1, ops[-1].header.ph)}, lambda _: True)
    with pytest.raises(FileProblem, match="restored from a backup"):
        arrivals.is_new(ops[-1])


def test_a_package_of_a_newer_format_is_refused(two: Two) -> None:
    path = two.package(two.a)
    path.write_bytes(path.read_bytes().replace(b"CCM changes 1\n", b"CCM changes 2\n", 1))
    refused(two.b, path, "package_too_new")


@pytest.mark.parametrize("content", [b"", b"hello\n", b"CCM changes \n{}\n", b"\xff" * 9000])
def test_any_other_file_is_refused(two: Two, content: bytes) -> None:
    path = two.folder / "other.txt"
    path.write_bytes(content)
    refused(two.b, path, "no_package")


def test_a_package_whose_head_or_label_no_program_wrote_is_refused(two: Two) -> None:
    path = two.folder / "head.ccmchanges"
    for head in (b"[" * 4000, b"1", b'"x"', b"null", b'{"practice":', b"\xff"):
        path.write_bytes(b"CCM changes 1\n" + head + b"\n")
        refused(two.b, path, "package_unsound")
    key = two.a.office._sign_ins.key
    labels: tuple[Any, ...] = (("d", 0), ("d", 0, 1, 2), (None, 0, 0), ("d", "0", 0), ("d", 0, 1.5), {}, 7)
    for label in labels:
        with pytest.MonkeyPatch.context() as patch, package.written(path, replace=True) as stream:
            patch.setattr(package, "_parts", lambda _label, _ops, said=label: iter([json.dumps(said).encode()]))
            package.write(stream, key, "Lakeside", Label("d", 0, 0), ())
        refused(two.b, path, "package_unsound")


def test_the_same_package_twice_and_an_older_one_change_nothing(two: Two) -> None:
    old = two.package(two.a, "old")
    contact(two.a, "newer")
    new = two.package(two.a, "new")
    two.b.office.exchange.bring_in(new)
    before = ids(two.b)
    for path in (new, old):
        assert two.b.office.exchange.bring_in(path).value.new == 0
    assert ids(two.b) == before


def test_cancelling_leaves_nothing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_REPORT_EVERY", 1)
    path, before = two.package(two.a), ids(two.b)

    class Impatient:
        def report(self, done: int, total: int) -> None:
            if done > total // 2:  # in the second reading, which writes
                raise Cancelled

    with pytest.raises(Cancelled):
        two.b.office.exchange.bring_in(path, Impatient())
    assert ids(two.b) == before
    out = two.folder / "out.ccmchanges"
    held = ids(two.a)
    with pytest.raises(Cancelled):
        two.a.office.exchange.export(out, 0, Impatient())
    assert ids(two.a) == held  # what was not handed out was not recorded as handed out
    assert not list(two.folder.glob("out*"))


def test_kinds_of_a_newer_program_are_kept_and_handed_on(
    two: Two, tmp_path: Path, clock: FakeClock, template: Path
) -> None:
    def from_the_future(ops: list[Op]) -> list[Op]:
        last = ops[-1]
        payload = b'{"~":"00","dose":"850 mg"}'
        header = Header(1, last.header.dev, last.header.n + 1, last.digest.hex(), last.header.hlc, last.header.ut,
                        last.header.act, "medication.titration", 1, "e1", PATIENT[0], "titration", [], ("ff", 0),
                        sha256(payload).hexdigest())  # fmt: skip
        return [*ops, Op.seal(header, payload)]

    path = forge(two, from_the_future)
    assert two.b.office.exchange.bring_in(path).value.parked == 1
    third = two.opened("third", template, clock, "Third")
    two.carry(two.b, third)
    connection = third.office.context.store.vault.connection
    assert connection.execute("SELECT count(*) FROM parked").fetchone()[0] == 1
    assert any(b"850 mg" in op.payload_bytes for op in ops_of(third))
    third.opened.close()


def test_an_envelope_of_a_newer_program_is_refused(two: Two) -> None:
    def newer(ops: list[Op]) -> list[Op]:
        last = ops[-1]
        return [*ops, Op.seal(structs.replace(last.header, v=2, n=last.header.n + 1), last.payload_bytes)]

    refused(two.b, forge(two, newer), "package_too_new")


def test_nothing_of_a_cut_package_is_written_even_for_a_moment(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    path = two.package(two.a)
    path.write_bytes(path.read_bytes()[:-32])  # all frames but the end
    written: list[object] = []
    monkeypatch.setattr(Transaction, "receive", lambda _self, op: written.append(op))
    refused(two.b, path, "package_unsound")
    assert written == []


def test_a_biller_neither_takes_changes_out_nor_brings_them_in(two: Two) -> None:
    path, office = two.package(two.a), two.b.office
    office.context.person = office.people.add(PersonProfile("Bo Lind", "", "biller")).value
    for refusing in (
        lambda: office.exchange.export(two.folder / "out"),
        lambda: office.exchange.bring_in(path),
        lambda: office.exchange.for_another_computer(two.folder / "usb", "Third"),
    ):
        with pytest.raises(Problem, match=r"Only .* may exchange changes"):
            refusing()
    assert not (two.folder / "out").exists()
    assert not (two.folder / "usb").exists()


def test_a_package_shows_nothing_of_a_patient(two: Two) -> None:
    contact(two.a, "asked about her feet")
    content = two.package(two.a).read_bytes()
    for secret in (b"Castillo", b"feet", b"Walk", PATIENT[0].encode(), two.a.office._sign_ins.key.database):
        assert secret not in content
    assert package.fingerprint(VaultKey(b"k" * 32)) != package.fingerprint(VaultKey(b"l" * 32))


def test_a_file_of_that_name_is_not_replaced_unasked(two: Two) -> None:
    path = two.package(two.a)
    content, held = path.read_bytes(), ids(two.a)
    with pytest.raises(Problem, match="a file of that name"):
        two.a.office.exchange.export(path)
    assert path.read_bytes() == content
    assert ids(two.a) == held


def test_the_window_makes_a_copy_that_is_a_computer_of_its_own(two: Two, clock: FakeClock) -> None:
    folder = two.a.office.exchange.for_another_computer(two.folder / "usb", "Back office").value
    (user,) = (user for user in list_users(folder) if user.name == "Maria Ortiz")
    third = Demo(unlock(folder, user.id, PASSPHRASE, clock, kdf=QUICK_FOR_TESTS), clock)
    assert third.office.exchange.computer() == "Back office"
    contact(two.a, "after the copy")
    assert two.carry(two.a, third).new > 0
    assert two.carry(third, two.a).new > 0
    assert sound(third)
    third.opened.close()


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_a_computer_needs_a_name(two: Two, name: str) -> None:
    with pytest.raises(Problem, match="needs a name"):
        two.a.office.exchange.for_another_computer(two.folder / "usb", name)
    assert not (two.folder / "usb").exists()


def test_a_phone_number_of_both_is_listed_for_the_practice(two: Two) -> None:
    for demo, phone in ((two.a, "(555) 010-1111"), (two.b, "(555) 010-2222")):
        with demo.office.context.reading() as reader:
            held = reader.held(PatientContact, PATIENT[0])
        assert held is not None
        with demo.office.context.transaction() as tx:
            tx.record(replace(held.value, phone=phone), entity=PATIENT[0], patient=PATIENT[0], prev=held.heads)
    two.both_ways()
    (one,) = two.a.office.conflicts.open()
    assert one.labels == ("Phone",)
    assert one.before == ("(555) 014-2277",)
    assert {side.words for side in one.sides} == {("(555) 010-1111",), ("(555) 010-2222",)}
    assert {(side.computer == "Front desk 2", side.here) for side in one.sides} == {(True, False), (False, True)}
