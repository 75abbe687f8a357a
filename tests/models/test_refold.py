"""Proof names every kind of difference between the ledger and what stands in the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.contact import ContactMade
from ccm_desktop.ledger.payloads.patient import PatientContact, PatientIdentity
from ccm_desktop.models import refold
from ccm_desktop.models.store import Store
from ccm_desktop.models.tables import derived, kept
from ccm_desktop.models.vault import Vault

KEY = b"k" * 32
NOW = 1_790_000_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A file whose ledger stands open to whoever has the key and another program."""
    store = Store(Vault.create(tmp_path / "vault.db", KEY))
    with store.transaction("u", NOW) as tx:
        first = tx.record(PatientIdentity("Baker", "E"), entity="p", patient="p", origin="Patient/1#1")
        tx.record(PatientIdentity("Baker", "Eugene"), entity="p", patient="p", prev=[first])
        tx.record(PatientContact("555"), entity="p", patient="p")
        tx.record(ContactMade(1, "phone", "reached", "u"), entity="c", patient="p")
    assert refold.verify(store.vault) == []
    store.vault.connection.set_authorizer(None)
    store.vault.connection.execute("PRAGMA foreign_keys = OFF")
    for name in ("op_is_kept", "op_is_never_deleted", "own_is_kept", "own_is_never_deleted", "own_has_no_gap"):
        store.vault.connection.execute(f"DROP TRIGGER {name}")
    yield store
    store.vault.close()


def run(store: Store, sql: str, *values: object) -> None:
    store.vault.connection.execute(sql, values)


def last_op(store: Store) -> Op:
    return Op(*store.vault.connection.execute("SELECT header, payload FROM op ORDER BY rid DESC").fetchone())


def test_an_unreadable_row_is_named(store: Store) -> None:
    run(store, "UPDATE op SET header = x'7b' WHERE rid = 4")
    assert "Row 4 of the ledger cannot be read." in refold.verify(store.vault)


@pytest.mark.parametrize("change", ["id = x'00112233445566778899aabbccddeeff'", "entity = 'q'"])
def test_a_row_under_a_wrong_name_is_named(store: Store, change: str) -> None:
    run(store, f"UPDATE op SET {change} WHERE rid = 4")
    assert refold.verify(store.vault) == ["Row 4 of the ledger is filed under a wrong name."]


def test_an_altered_payload_is_named(store: Store) -> None:
    run(store, "UPDATE op SET payload = ? WHERE rid = 4", last_op(store).payload_bytes.replace(b"reached", b"refused"))
    assert f"Slot 4 of device {store.device}: payload was altered." in refold.verify(store.vault)


def test_a_missing_operation_is_named(store: Store) -> None:
    run(store, "DELETE FROM op WHERE rid = 3")
    assert f"Slot 4 of device {store.device}: slot 3 is missing." in refold.verify(store.vault)


EVERY = [kept.OWN, *derived.DERIVED]
FILLED = [table for table in EVERY if table.name in ("own", "head", "dead", "import_link", "patient", "contact")]


def extra_row(table: sa.Table, *, first: bool) -> list[object]:
    """A row before all others of its table, or after them."""
    keys: dict[type, object] = {str: "!", int: -1} if first else {str: "zz", int: 99}
    values: dict[type, object] = {str: "x", int: 4, float: 1.5}
    return [(keys if column.primary_key else values)[column.type.python_type] for column in table.columns]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_a_row_too_many_is_found_in_every_table(store: Store, table: sa.Table, first: bool) -> None:
    row = extra_row(table, first=first)
    run(store, f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(row))})", *row)
    assert refold.verify(store.vault) == [f"Table {table.name}: 1 rows too many, 0 missing."]


@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.name)
def test_a_missing_row_is_found_wherever_rows_can_be(store: Store, table: sa.Table) -> None:
    (count,) = store.vault.connection.execute(f"SELECT count(*) FROM {table.name}").fetchone()
    run(store, f"DELETE FROM {table.name}")
    assert refold.verify(store.vault) == [f"Table {table.name}: 0 rows too many, {count} missing."]


@pytest.mark.parametrize("table", FILLED, ids=lambda table: table.name)
def test_an_altered_value_is_found_in_every_column(store: Store, table: sa.Table) -> None:
    for column in table.columns:
        if column.primary_key:
            continue
        run(store, "SAVEPOINT before")
        run(store, f'UPDATE {table.name} SET "{column.name}" = "{column.name}" || \'1\'')
        assert [words for words in refold.verify(store.vault) if words.startswith(f"Table {table.name}:")], column.name
        run(store, "ROLLBACK TO before")
        run(store, "RELEASE before")


def test_a_parked_operation_that_is_not_listed_is_found(store: Store) -> None:
    op = last_op(store)
    header = op.header_bytes.replace(b'"sv":1', b'"sv":9').replace(b'"dev":"', b'"dev":"x')
    with store.transaction("u", NOW) as tx:
        assert tx.receive(Op(header, op.payload_bytes))
    run(store, "DELETE FROM parked")
    assert "Table parked: 0 rows too many, 1 missing." in refold.verify(store.vault)


def test_what_was_found_is_told_without_any_value(store: Store) -> None:
    run(store, "UPDATE patient SET family = 'Becker'")
    run(store, "UPDATE op SET header = x'7b' WHERE rid = 1")
    told = " ".join(refold.verify(store.vault))
    assert told
    assert not [word for word in ("Baker", "Becker", "Eugene", "555") if word in told]


def test_a_rebuilt_file_is_whole_again(store: Store) -> None:
    for table in derived.DERIVED:
        run(store, f"DELETE FROM {table.name}")
    assert refold.verify(store.vault)
    refold.rebuild(store.vault)
    assert refold.verify(store.vault) == []
