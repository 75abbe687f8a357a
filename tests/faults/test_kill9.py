"""kill -9 at random moments while entries are written: nothing acknowledged is lost, the chain holds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ccm_desktop.models import refold
from ccm_desktop.models.store import Store
from ccm_desktop.models.vault import Vault

KEY = b"k" * 32
WRITER = """
import sys
from pathlib import Path
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded
from ccm_desktop.models.store import Store
from ccm_desktop.models.vault import Vault
store = Store(Vault.open(Path(sys.argv[1]), b"k" * 32))
print("ready", flush=True)
n = 0
while True:
    n += 1
    entry = new_id()
    with store.transaction("u", 1_790_000_000_000 + n) as tx:
        tx.record(TimeAdded("u", "clinical_staff", n, n + 60, "call_patient"), entity=entry, patient="p")
    print(entry, flush=True)
"""


def kill_while_writing(path: Path, after: float) -> list[str]:
    """Entries whose commit was acknowledged before the kill."""
    child = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "ready"
    time.sleep(after)
    os.kill(child.pid, signal.SIGKILL)
    said = child.stdout.read().split("\n")
    child.wait()
    child.stdout.close()
    return [line for line in said[:-1] if len(line) == 32]


def run(folder: Path, kills: int, seed: int) -> int:
    path = folder / "vault.db"
    first = Store(Vault.create(path, KEY))
    first.vault.close()
    chance = random.Random(seed)
    acknowledged: list[str] = []
    for _ in range(kills):
        acknowledged += kill_while_writing(path, chance.uniform(0.0, 0.12))
    store = Store(Vault.open(path, KEY))
    kept = {row[0] for row in store.vault.connection.execute("SELECT id FROM time_entry")}
    assert set(acknowledged) <= kept
    assert len(kept) <= len(acknowledged) + kills  # at most one commit in flight at each kill
    assert store.vault.full_check() == []
    assert refold.verify(store.vault) == []
    store.vault.close()
    return len(acknowledged)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_ten_kills_lose_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, 10, 1) > 20


@pytest.mark.faults
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, 100, 2) > 200
