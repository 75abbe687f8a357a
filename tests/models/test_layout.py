"""Opening a file of another program version: projections are written anew, the ledger stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.ledger import payload
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import PatientIdentity
from ccm_desktop.ledger.payloads.timekeeping import TimerSession
from ccm_desktop.models import layout, refold
from ccm_desktop.models.store import Store
from ccm_desktop.models.tables import derived, kept, timekeeping
from ccm_desktop.models.vault import Vault

KEY = b"k" * 32
NOW = 1_790_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed practice file with a patient, a contact and a running timer."""
    path = tmp_path / "vault.db"
    store = Store(Vault.create(path, KEY))
    with store.transaction("u", NOW) as tx:
        tx.record(PatientIdentity("Baker", "Eugene"), entity="p", patient="p")
        tx.record(ContactMade(1, "phone", "reached", "u"), entity="c", patient="p")
        tx.record(TimerSession("u", store.device, "running", "call_patient"), entity="s", patient="p")
    store.vault.close()
    return path


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    vault = Vault.open(path, KEY)
    try:
        yield Store(vault)
    finally:
        vault.close()


def rows(store: Store, *names: str) -> dict[str, list[Any]]:
    return {name: store.vault.connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}


KEPT = tuple(table.name for table in kept.KEPT_TABLES)
ALL = (*KEPT, *(table.name for table in derived.DERIVED))


def content(path: Path) -> list[Any]:
    """Schema and every row, as they stand in the file."""
    vault = Vault.open(path, KEY)
    found = vault.connection.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    for name in [name for kind, name, _ in found if kind == "table"]:
        found += [(name, *row) for row in vault.connection.execute(f"SELECT * FROM {name}")]
    vault.close()
    return list(found)


def spoil(path: Path) -> None:
    """Rows and columns as a program of another shape may have left them."""
    vault = Vault.open(path, KEY)
    vault.connection.execute("UPDATE projected_by SET shape = 'older'")
    vault.connection.execute("ALTER TABLE patient DROP COLUMN mrn")
    vault.connection.execute("DELETE FROM contact")
    vault.connection.execute("DELETE FROM head")
    vault.close()


def test_a_file_of_another_shape_is_projected_anew_and_its_ledger_untouched(path: Path) -> None:
    with opened(path) as store:
        before = rows(store, *ALL)
    spoil(path)
    with opened(path) as store:
        assert rows(store, *ALL) == before
        assert refold.verify(store.vault) == []
        with store.transaction("u", NOW) as tx:
            tx.record(ContactMade(2, "phone", "reached", "u"), entity="d", patient="p")
        assert refold.verify(store.vault) == []


def test_the_guards_stand_again_over_tables_made_anew(path: Path) -> None:
    def triggers(store: Store) -> set[str]:
        return {row[0] for row in store.vault.connection.execute("SELECT sql FROM sqlite_schema WHERE type='trigger'")}

    with opened(path) as store:
        before = triggers(store)
    spoil(path)
    with opened(path) as store:
        assert triggers(store) == before == {*kept.TRIGGERS, *timekeeping.GUARDS}


def test_a_file_of_this_shape_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refold, "fill", lambda *_: pytest.fail("written without need"))
    with opened(path):
        pass


def test_what_an_older_program_parked_takes_effect_after_the_update(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(path) as store:
        lines = store.vault.connection.execute("SELECT header, payload FROM op ORDER BY rid").fetchall()
    (tmp_path / "other").mkdir()
    elsewhere = tmp_path / "other" / "vault.db"
    with monkeypatch.context() as older:
        older.delitem(payload._KINDS, "contact.made")
        older.delitem(derived.PROJECTIONS, "contact.made")
        store = Store(Vault.create(elsewhere, KEY))
        with store.transaction("v", NOW) as tx:
            for line in lines:
                assert tx.receive(Op(*line))
        assert len(rows(store, "parked")["parked"]) == 1
        assert rows(store, "contact")["contact"] == []
        assert refold.verify(store.vault) == []
        store.vault.close()
    with opened(elsewhere) as store:
        found = rows(store, "parked", "contact")
        assert found["parked"] == []
        assert len(found["contact"]) == 1
        assert refold.verify(store.vault) == []


@pytest.mark.parametrize("step", ["fill", "guards", "shape"])
def test_a_crash_half_way_leaves_the_file_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    spoil(path)
    before = content(path)
    with monkeypatch.context() as failing:
        if step == "fill":
            real = refold.fill

            def fill(connection: Any) -> None:
                real(connection)
                raise MemoryError

            failing.setattr(refold, "fill", fill)
        elif step == "guards":
            failing.setattr(timekeeping, "GUARDS", (*timekeeping.GUARDS, "CREATE NONSENSE"))
        else:
            failing.setattr(layout, "shape", lambda: None)
        with pytest.raises(Exception), opened(path):  # noqa: B017, PT011 - whatever it was, nothing may stay
            pass
    assert content(path) == before
    with opened(path) as store:
        assert refold.verify(store.vault) == []


def test_every_kind_of_operation_has_its_table() -> None:
    """A subject that is left out would let its operations be parked for ever."""
    assert set(payload._KINDS) == set(derived.PROJECTIONS)


@pytest.mark.parametrize("change", ["kind", "column", "revision", "guard"])
def test_whatever_decides_the_rows_is_part_of_the_shape(monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    before = layout.shape()
    if change == "kind":
        monkeypatch.delitem(derived.PROJECTIONS, "contact.made")
    elif change == "column":
        monkeypatch.setattr(derived, "DERIVED", derived.DERIVED[:-1])
    elif change == "revision":
        monkeypatch.setattr(layout, "REVISION", layout.REVISION + 1)
    else:
        monkeypatch.setattr(timekeeping, "GUARDS", timekeeping.GUARDS[:1])
    assert layout.shape() != before
