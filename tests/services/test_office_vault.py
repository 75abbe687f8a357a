"""Creating, opening, proving and copying a practice."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher

from ccm_desktop.domain.errors import BadInput, FileProblem, Problem
from ccm_desktop.domain.progress import Cancelled
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.models import layout
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import NewPractice, list_users
from ccm_desktop.services.vault import create_practice, unlock
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo


class StoppedClock(FakeClock):
    """Breaks in the midst of creating, after the files are there."""

    def now(self) -> datetime:
        raise RuntimeError("no time")


class Impatient:
    """A person who cancels at the first sign of progress."""

    def report(self, done: int, total: int) -> None:
        raise Cancelled


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_practice_has_its_profile_its_people_and_who_is_signed_in(demo: Demo) -> None:
    people = demo.office.people
    assert people.practice().value.name == "Lakeside Family Medicine"
    assert [person.title for person in people.everybody()] == ["Elena Reyes, MD", "Maria Ortiz, RN"]
    assert people.me().title == "Maria Ortiz, RN"
    assert next(p.name for p in people.everybody() if p.id == demo.biller) == "Elena Reyes"


def test_the_first_user_bills_where_nobody_else_is_named(tmp_path: Path, clock: FakeClock) -> None:
    alone = replace(
        LAKESIDE,
        first_user=PersonProfile("Elena Reyes", "MD", "practitioner", "practitioner"),
        billing_practitioner=None,
    )
    opened = create_practice(tmp_path, alone, clock, QUICK_FOR_TESTS)
    office = opened.office
    assert office.people.practice().value.billing_practitioner == office.people.me().id
    opened.close()


def test_a_closed_practice_opens_again_with_what_it_held(demo: Demo, tmp_path: Path) -> None:
    patient = demo.patient("Castillo", "María")
    demo.opened.close()
    demo.reopen()
    assert [user.name for user in list_users(tmp_path / "practice")] == ["Maria Ortiz"]
    assert [line.patient_id for line in demo.office.patients.panel()] == [patient]


def test_every_opening_is_recorded_with_who_it_was(demo: Demo) -> None:
    demo.opened.close()
    demo.reopen()
    me, connection = demo.office.people.me(), demo.office.context.store.vault.connection
    assert connection.execute("SELECT person FROM unlocked").fetchall() == [(me.id,), (me.id,)]


def test_the_file_is_not_readable_without_the_key(demo: Demo, tmp_path: Path) -> None:
    demo.patient("Zyzzyva", "Unmistakable")
    demo.opened.close()
    for content in everything_in(tmp_path / "practice").values():
        assert b"Unmistakable" not in content
        assert not content.startswith(b"SQLite format 3")
    demo.reopen()


def test_a_wrong_passphrase_changes_nothing(demo: Demo, tmp_path: Path) -> None:
    demo.opened.close()
    folder = tmp_path / "practice"
    (user,) = list_users(folder)
    before = everything_in(folder)
    with pytest.raises(BadInput) as refused:
        unlock(folder, user.id, "five other words in a row", demo.clock)
    assert refused.value.code == "passphrase_wrong"
    assert everything_in(folder) == before
    demo.reopen()


def test_a_practice_that_is_open_is_not_opened_twice(demo: Demo, tmp_path: Path) -> None:
    (user,) = list_users(tmp_path / "practice")
    with pytest.raises(FileProblem) as refused:
        unlock(tmp_path / "practice", user.id, PASSPHRASE, demo.clock)
    assert refused.value.code == "vault_in_use"


def test_an_existing_practice_is_never_overwritten(demo: Demo, tmp_path: Path) -> None:
    demo.opened.close()
    folder = tmp_path / "practice"
    before = everything_in(folder)
    for kept in ("vault.db", "keyslots.json", "keyslots.json.b"):
        remains = tmp_path / f"only {kept}"
        remains.mkdir()
        shutil.copy(folder / kept, remains)
        with pytest.raises(FileProblem) as refused:
            create_practice(remains, LAKESIDE, demo.clock, QUICK_FOR_TESTS)
        assert refused.value.code == "practice_exists"
        assert everything_in(remains) == {kept: before[kept]}
    demo.reopen()


@pytest.mark.parametrize("where", ["there", "there/below/deeper"])
def test_a_creation_that_fails_leaves_no_trace(tmp_path: Path, where: str) -> None:
    with pytest.raises(RuntimeError):
        create_practice(tmp_path / where, LAKESIDE, StoppedClock(), QUICK_FOR_TESTS)
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_is_named_as_such_at_creation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        error = sqlcipher.OperationalError("database or disk is full")
        error.sqlite_errorcode = 13
        raise error

    monkeypatch.setattr(layout, "prepare", fail)
    with pytest.raises(FileProblem) as refused:
        create_practice(tmp_path / "new", LAKESIDE, FakeClock(), QUICK_FOR_TESTS)
    assert refused.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []


def test_a_creation_that_fails_leaves_what_was_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "holiday.txt").write_text("mine")
    with pytest.raises(RuntimeError):
        create_practice(tmp_path, LAKESIDE, StoppedClock(), QUICK_FOR_TESTS)
    assert everything_in(tmp_path) == {"holiday.txt": b"mine"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(LAKESIDE, practice=replace(LAKESIDE.practice, name=" ")), "practice_name_missing"),
        (replace(LAKESIDE, practice=replace(LAKESIDE.practice, time_zone="Mars/Base")), "zone_unknown"),
        (replace(LAKESIDE, first_user=PersonProfile("")), "person_name_missing"),
        (replace(LAKESIDE, first_user=PersonProfile("A", role="boss")), "role_unknown"),
        (replace(LAKESIDE, billing_practitioner=PersonProfile("A", lane="fast")), "lane_unknown"),
        (replace(LAKESIDE, passphrase="short"), "passphrase_short"),
    ],
)
def test_a_bad_answer_is_named_before_anything_is_written(
    tmp_path: Path, clock: FakeClock, asked: NewPractice, code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        create_practice(tmp_path / "new", asked, clock, QUICK_FOR_TESTS)
    assert refused.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_place_of_the_folder_is_said_in_words(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(FileProblem) as refused:
            create_practice(folder, LAKESIDE, clock, QUICK_FOR_TESTS)
        assert refused.value.next_step
    assert everything_in(tmp_path) == {"file": b"not a folder"}


def test_a_folder_without_a_practice_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileProblem) as refused:
        list_users(tmp_path)
    assert refused.value.code == "practice_missing"
    assert list(tmp_path.iterdir()) == []


def test_an_untouched_practice_verifies(demo: Demo) -> None:
    demo.patient()
    assert demo.office.vault.verify() == []


def test_a_backup_opens_on_its_own_and_holds_the_same(demo: Demo, tmp_path: Path) -> None:
    patient = demo.patient("Castillo", "María")
    backup = demo.office.vault.backup(tmp_path / "backups").value
    assert backup.folder.name == "CCM backup 2026-10-14 110000"
    assert backup.size == (backup.folder / "vault.db").stat().st_size
    (user,) = list_users(backup.folder)
    copy = unlock(backup.folder, user.id, PASSPHRASE, demo.clock)
    assert [line.patient_id for line in copy.office.patients.panel()] == [patient]
    assert copy.office.vault.verify() == []
    copy.close()


def test_a_backup_never_overwrites_another(demo: Demo, tmp_path: Path) -> None:
    first = demo.office.vault.backup(tmp_path / "backups").value
    before = everything_in(first.folder)
    with pytest.raises(FileProblem) as refused:
        demo.office.vault.backup(tmp_path / "backups")
    assert refused.value.code == "backup_exists"
    assert everything_in(first.folder) == before
    demo.clock.advance(1)
    assert demo.office.vault.backup(tmp_path / "backups").value.folder != first.folder


@pytest.mark.parametrize("lost", ["keyslots.json", "keyslots.json.b"])
def test_a_practice_that_lost_one_key_file_can_still_be_copied(demo: Demo, tmp_path: Path, lost: str) -> None:
    (demo.opened.folder / lost).unlink()
    backup = demo.office.vault.backup(tmp_path / "backups").value
    (user,) = list_users(backup.folder)
    unlock(backup.folder, user.id, PASSPHRASE, demo.clock).close()


def test_a_cancelled_backup_leaves_nothing(demo: Demo, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        demo.office.vault.backup(tmp_path / "backups", Impatient())
    assert everything_in(tmp_path / "backups") == {}


def test_all_commands_together_happen_or_none_does(demo: Demo) -> None:
    def add_and_stumble() -> None:
        with demo.office.context.together():
            demo.patient("Castillo", "María")
            demo.office.enrolment.enrol("nobody")

    with pytest.raises(Problem):
        add_and_stumble()
    assert demo.office.patients.panel() == ()
