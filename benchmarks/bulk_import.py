"""Recording imported values in bulk, against bare inserts of the same bytes into one encrypted table."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from ccm_desktop.ledger.ids import imported_id
from ccm_desktop.ledger.payloads.clinical import ConditionCode
from ccm_desktop.models.store import Store
from ccm_desktop.models.vault import Vault

COUNT, BATCH = 40_000, 4_000


def main() -> None:
    """Print operations a second of both."""
    with tempfile.TemporaryDirectory() as place:
        store = Store(Vault.create(Path(place) / "vault.db", b"k" * 32))
        began = time.perf_counter()
        for start in range(0, COUNT, BATCH):
            with store.transaction("u", 1_790_000_000_000) as tx:
                for n in range(start, start + BATCH):
                    code = ConditionCode(f"Condition {n}", "I10", "38341003", ("Hypertension",), "yes", "2020-01-01")
                    tx.record(code, entity=imported_id(f"Condition/{n}"), patient="p", origin=f"Condition/{n}#{n}")
        ours = COUNT / (time.perf_counter() - began)
        rows = store.vault.connection.execute("SELECT id, header, payload FROM op").fetchall()
        store.vault.close()
        folder = Path(place) / "bare"
        folder.mkdir()
        bare = Vault.create(folder / "vault.db", b"k" * 32)
        bare.connection.execute("CREATE TABLE op (rid INTEGER PRIMARY KEY, id BLOB UNIQUE, header BLOB, payload BLOB)")
        began = time.perf_counter()
        for start in range(0, COUNT, BATCH):
            bare.connection.execute("BEGIN IMMEDIATE")
            bare.connection.executemany(
                "INSERT INTO op (id, header, payload) VALUES (?, ?, ?)", rows[start : start + BATCH]
            )
            bare.connection.execute("COMMIT")
        plain = COUNT / (time.perf_counter() - began)
        bare.close()
    print(f"bulk import: {ours:,.0f} operations a second (aim 10,000); bare inserts {plain:,.0f};"
          f" ratio {plain / ours:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
