"""One acknowledged operation, against a bare SQLCipher insert and commit with the same settings."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.store import Store
from ccm_desktop.models.vault import Vault

ROUNDS = 2_000


def percentile(times: list[float], share: float) -> float:
    """In milliseconds."""
    return 1000 * sorted(times)[int(len(times) * share)]


def main() -> None:
    """Print p50 and p99 of both, interleaved."""
    with tempfile.TemporaryDirectory() as place:
        ours = Store(Vault.create(Path(place) / "vault.db", b"k" * 32))
        bare_folder = Path(place) / "bare"
        bare_folder.mkdir()
        bare_vault = Vault.create(bare_folder / "vault.db", b"k" * 32)
        bare = bare_vault.connection
        bare.execute("CREATE TABLE op (id INTEGER PRIMARY KEY, header BLOB, payload BLOB)")
        mine, plain = [], []
        for n in range(ROUNDS):
            began = time.perf_counter()
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO op (header, payload) VALUES (?, ?)", (b"h" * 400, b"p" * 300))
            bare.execute("COMMIT")
            plain.append(time.perf_counter() - began)
            began = time.perf_counter()
            with ours.transaction("u", 1_790_000_000_000 + n) as tx:
                tx.record(TimeAdded("u", "clinical_staff", n, n + 60, "coordination"), entity=new_id(), patient="p")
            mine.append(time.perf_counter() - began)
        ours.vault.close()
        bare_vault.close()
    for share in (0.5, 0.99):
        a, b = percentile(mine, share), percentile(plain, share)
        print(f"commit p{share * 100:.0f}: {a:.2f} ms; bare SQLCipher insert {b:.2f} ms; ratio {a / b:.1f} (aim 3)")


if __name__ == "__main__":
    main()
