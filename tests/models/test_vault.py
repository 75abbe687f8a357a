"""Opening the practice file: each fault is one sentence, and nothing is created, changed or lost."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as sqlcipher

from ccm_desktop.domain.errors import BadInput, FileProblem, Problem
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.models import authorizer
from ccm_desktop.models import vault as vaults
from ccm_desktop.models.store import Store
from ccm_desktop.models.tables import kept
from ccm_desktop.models.vault import PRAGMAS, Vault
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import NewPractice, list_users
from ccm_desktop.services.vault import create_practice, unlock
from tests.fakes import FakeClock
from tests.models.test_store import no_file_may_grow

KEY = b"k" * 32
PASSPHRASE = "correct horse battery staple"
NEW = NewPractice(PracticeProfile("Lakeside", "America/New_York"), PersonProfile("Ann", "RN", "lead"), None, PASSPHRASE)


@pytest.fixture
def folder(tmp_path: Path, clock: FakeClock) -> Path:
    place = tmp_path / "practice"
    create_practice(place, NEW, clock, QUICK_FOR_TESTS).close()
    return place


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "app.lock"} if folder.exists() else {}


def open_it(folder: Path, clock: FakeClock, passphrase: str = PASSPHRASE) -> None:
    unlock(folder, list_users(folder)[0].id, passphrase, clock, ticking=False).close()


def refused(folder: Path, clock: FakeClock, passphrase: str = PASSPHRASE) -> Problem:
    before = content(folder)
    with pytest.raises(Problem) as caught:
        open_it(folder, clock, passphrase)
    assert content(folder) == before
    assert caught.value.next_step
    return caught.value


def test_the_right_passphrase_opens(folder: Path, clock: FakeClock) -> None:
    open_it(folder, clock)


def test_nothing_in_the_folder_is_readable(folder: Path) -> None:
    for name, data in content(folder).items():
        assert b"Lakeside" not in data, name
    assert not (folder / "vault.db").read_bytes().startswith(b"SQLite")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permission bits")
def test_only_the_owner_can_read(folder: Path) -> None:
    for name in ("vault.db", "keyslots.json", "keyslots.json.b", "timer.hb"):
        assert (folder / name).stat().st_mode & 0o077 == 0, name


def test_a_wrong_passphrase(folder: Path, clock: FakeClock) -> None:
    assert refused(folder, clock, "wrong passphrase here").code == "passphrase_wrong"


def fault_of(folder: Path, clock: FakeClock) -> str:
    """Damage shows at opening, or in the check that every backup makes."""
    try:
        opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, clock, ticking=False)
    except FileProblem as problem:
        return problem.code
    found = opened.office.vault.verify()
    opened.close()
    return "vault_damaged" if found else "sound"


@pytest.mark.parametrize("place", [20, 5000, 20_000])
def test_a_damaged_file(folder: Path, clock: FakeClock, place: int) -> None:
    path = folder / "vault.db"
    data = bytearray(path.read_bytes())
    for n in range(40):
        data[place + n] ^= 0x5A
    path.write_bytes(data)
    if place == 20:
        assert refused(folder, clock).code == "vault_damaged"
    else:
        assert fault_of(folder, clock) == "vault_damaged"


@pytest.mark.parametrize("left", [0, 10, 3000])
def test_a_file_cut_off(folder: Path, clock: FakeClock, left: int) -> None:
    path = folder / "vault.db"
    path.write_bytes(path.read_bytes()[:left])
    assert refused(folder, clock).code == "vault_damaged"


def test_a_file_of_a_newer_version(folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vaults, "SCHEMA_MAJOR", 0)
    assert refused(folder, clock).code == "vault_too_new"


def test_a_missing_file(folder: Path, clock: FakeClock) -> None:
    (folder / "vault.db").unlink()
    assert refused(folder, clock).code == "vault_missing"


def test_a_plain_database_is_not_opened(folder: Path, clock: FakeClock) -> None:
    (folder / "vault.db").unlink()
    with sqlite3.connect(folder / "vault.db") as plain:
        plain.execute("CREATE TABLE op (id)")
    plain.close()
    assert refused(folder, clock).code == "vault_not_encrypted"


def test_the_keys_of_another_practice(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    other = tmp_path / "other"
    create_practice(other, NEW, clock, QUICK_FOR_TESTS).close()
    for name in ("keyslots.json", "keyslots.json.b"):
        (folder / name).write_bytes((other / name).read_bytes())
    assert refused(folder, clock).code == "vault_damaged"


def test_missing_and_damaged_keys(folder: Path, clock: FakeClock) -> None:
    (folder / "keyslots.json").write_bytes(b"{]")
    open_it(folder, clock)  # the second copy serves, and mends the first
    assert (folder / "keyslots.json").read_bytes() == (folder / "keyslots.json.b").read_bytes()
    for name in ("keyslots.json", "keyslots.json.b"):
        (folder / name).write_bytes(b"")
    before = content(folder)
    with pytest.raises(FileProblem) as caught:
        list_users(folder)
    assert caught.value.code == "keyslots_damaged"
    assert content(folder) == before
    with pytest.raises(FileProblem) as missing:
        list_users(folder.parent)
    assert missing.value.code == "practice_missing"


OPENER = """
import sys
from pathlib import Path
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import unlock
from ccm_desktop.domain.errors import Problem
folder = Path(sys.argv[1])
try:
    unlock(folder, list_users(folder)[0].id, sys.argv[2], SystemClock(), ticking=False).close()
    print("opened")
except Problem as problem:
    print(problem.code)
"""


def test_a_file_already_open_elsewhere(folder: Path, clock: FakeClock) -> None:
    opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, clock, ticking=False)
    command = [sys.executable, "-c", OPENER, str(folder), PASSPHRASE]
    second = subprocess.run(command, capture_output=True, text=True, check=True)
    assert second.stdout.strip() == "vault_in_use"
    opened.close()
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "opened"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root, to become somebody who may not write")
def test_a_folder_that_cannot_be_written(folder: Path) -> None:
    for parent in (folder, *folder.parents):
        if parent == Path("/tmp") or parent.parent == parent:
            break
        parent.chmod(0o755)
    for path in folder.iterdir():
        path.chmod(0o644)
    before = content(folder)
    code = f"import os; os.setgid(65534); os.setuid(65534)\n{OPENER}"
    command = [sys.executable, "-B", "-c", code, str(folder), PASSPHRASE]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if "Permission" in answer.stderr or "ModuleNotFound" in answer.stderr:
        pytest.skip("the program itself is not readable by everybody here")
    assert answer.stdout.strip() in ("vault_read_only", "vault_not_openable")
    assert content(folder) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no RLIMIT_FSIZE")
def test_a_full_disk_loses_nothing_that_was_saved(folder: Path) -> None:
    size = (folder / "vault.db").stat().st_size
    code = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
from pathlib import Path
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import unlock
from ccm_desktop.services.forms import PatientContact, PatientIdentity
from ccm_desktop.domain.errors import Problem
folder = Path(sys.argv[1])
opened = unlock(folder, list_users(folder)[0].id, sys.argv[2], SystemClock(), ticking=False)
resource.setrlimit(resource.RLIMIT_FSIZE, ({size} + 100_000, {size} + 100_000))
saved = 0
try:
    for n in range(10_000):
        opened.office.patients.add(PatientIdentity("F" * 500, str(n)), PatientContact())
        saved += 1
except Problem as problem:
    print(problem.code, saved)
"""
    answer = subprocess.run(
        [sys.executable, "-c", code, str(folder), PASSPHRASE], capture_output=True, text=True, check=False
    )
    told, saved = answer.stdout.split()
    assert told in ("disk_full", "disk_fails")
    clock = FakeClock()
    opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, clock, ticking=False)
    assert len(opened.office.patients.panel()) == int(saved)
    assert opened.office.vault.verify() == []
    opened.close()


def test_an_existing_practice_is_never_overwritten(folder: Path, clock: FakeClock) -> None:
    before = content(folder)
    with pytest.raises(FileProblem):
        create_practice(folder, NEW, clock, QUICK_FOR_TESTS)
    assert content(folder) == before


def test_a_failed_creation_leaves_no_folder(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Vault, "create", fail)
    with pytest.raises(FileProblem):
        create_practice(tmp_path / "new", NEW, clock, QUICK_FOR_TESTS)
    assert not (tmp_path / "new").exists()


def test_a_short_passphrase_creates_nothing(tmp_path: Path, clock: FakeClock) -> None:
    short = NewPractice(NEW.practice, NEW.first_user, None, "too short")
    with pytest.raises(BadInput):
        create_practice(tmp_path / "new", short, clock, QUICK_FOR_TESTS)
    assert not (tmp_path / "new").exists()


def test_every_setting_is_read_back(folder: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PRAGMAS, "synchronous", ("OFF", 2))
    assert refused(folder, clock).code == "unsafe_settings"


def test_a_backup_that_the_disk_does_not_take_is_one_sentence_and_leaves_nothing(
    folder: Path, clock: FakeClock, tmp_path: Path
) -> None:
    opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, clock, ticking=False)
    (tmp_path / "usb").mkdir()
    with no_file_may_grow(), pytest.raises(FileProblem) as caught:
        opened.office.context.store.vault.backup_to(tmp_path / "usb" / "vault.db")
    assert caught.value.code == "backup_not_written"
    assert list((tmp_path / "usb").iterdir()) == []
    assert opened.office.vault.verify() == []
    opened.close()


def test_a_backup_opens_and_is_the_same(folder: Path, clock: FakeClock, tmp_path: Path) -> None:
    opened = unlock(folder, list_users(folder)[0].id, PASSPHRASE, clock, ticking=False)
    made = opened.office.vault.backup(tmp_path / "usb").value
    with pytest.raises(FileProblem):
        opened.office.vault.backup(tmp_path / "usb")  # the same second
    opened.close()
    again = unlock(made.folder, list_users(made.folder)[0].id, PASSPHRASE, clock, ticking=False)
    assert again.office.vault.verify() == []
    again.close()


def test_an_encrypted_file_of_another_program_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    other = sqlcipher.connect(str(path), isolation_level=None)
    other.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    other.execute("CREATE TABLE op (id)")
    other.close()
    with pytest.raises(FileProblem) as caught:
        Vault.open(path, KEY)
    assert caught.value.code == "not_a_practice"


class Half:
    """A source that loses an operation on the way."""

    def __init__(self, connection: Any) -> None:
        self.execute = connection.execute

    def backup(self, copy: Any, **_: object) -> None:
        copy.execute("CREATE TABLE op (id)")


def test_a_backup_that_is_not_the_same_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Vault.create(tmp_path / "vault.db", KEY))
    with store.transaction("u", 1) as tx:
        tx.record(PatientIdentity("Castillo", "M"), entity="p", patient="p")
    whole = store.vault.connection
    monkeypatch.setattr(store.vault, "connection", Half(whole))
    monkeypatch.setattr(store.vault, "quick_check", lambda: True)
    with pytest.raises(FileProblem) as caught:
        store.vault.backup_to(tmp_path / "copy.db")
    assert caught.value.code == "backup_unsound"
    monkeypatch.undo()
    monkeypatch.setattr(store.vault, "quick_check", lambda: False)
    with pytest.raises(FileProblem) as damaged:
        store.vault.backup_to(tmp_path / "copy.db")
    assert damaged.value.code == "vault_damaged"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("copy")]
    store.vault.close()


def test_a_nearly_full_disk_takes_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(Vault.create(tmp_path / "vault.db", KEY))
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=99 * 1024**2))
    with pytest.raises(FileProblem, match="Less than 100 MB") as caught:
        store.vault.backup_to(tmp_path / "copy.db")
    assert caught.value.code == "disk_nearly_full"
    store.vault.close()


def test_what_fails_in_the_driver_names_no_value(tmp_path: Path) -> None:
    store = Store(Vault.create(tmp_path / "vault.db", KEY))
    with store.vault.engine.connect() as connection, pytest.raises(sa.exc.IntegrityError) as caught:
        connection.execute(kept.DEVICE.insert(), [{"id": "Castillo"}, {"id": "Castillo"}])
    assert "Castillo" not in str(caught.value)
    store.vault.close()


def test_a_file_opened_again_after_an_error_is_sealed_again(tmp_path: Path) -> None:
    store = Store(Vault.create(tmp_path / "vault.db", KEY))
    store.vault.reopen()
    for statement in ("DROP TABLE op", "DELETE FROM op", "PRAGMA synchronous = OFF"):
        with pytest.raises(sqlcipher.DatabaseError, match="not authorized"):
            store.vault.connection.execute(statement)
    store.vault.close()


@pytest.mark.parametrize(
    ("action", "first", "second"),
    [
        ("INSERT", "sqlite_master", None), ("UPDATE", "sqlite_master", "sql"), ("DELETE", "op", None),
        ("FUNCTION", None, "load_extension"), ("FUNCTION", None, "SQLCIPHER_EXPORT"), ("ATTACH", "x", None),
        ("PRAGMA", "key", "x"), ("PRAGMA", "quick_check", "1"), ("REINDEX", "ix", None),
    ],
)  # fmt: skip
def test_the_guard_itself_denies(action: str, first: str | None, second: str | None) -> None:
    """Also what the driver as it is built today would refuse by itself."""
    allow = authorizer.guard({"op"})
    assert allow(getattr(sqlcipher, f"SQLITE_{action}"), first, second, "main", None) == sqlcipher.SQLITE_DENY
