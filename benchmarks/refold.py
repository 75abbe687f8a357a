"""Refold: recompute chain and projections of 260,000 operations and compare, against hashing them alone."""

from __future__ import annotations

import time
from hashlib import sha256

from benchmarks._world import opened
from ccm_desktop.models import refold


def main() -> None:
    """Print operations a second and the reference."""
    practice = opened()
    store = practice.office.context.store
    began = time.perf_counter()
    count = 0
    for header, payload in store.vault.connection.execute("SELECT header, payload FROM op"):
        sha256(header).digest()
        sha256(payload).digest()
        count += 1
    plain = time.perf_counter() - began
    began = time.perf_counter()
    findings = refold.verify(store.vault)
    whole = time.perf_counter() - began
    if findings:
        raise SystemExit(f"not sound: {findings}")
    print(f"refold and compare: {count / whole:,.0f} operations a second (aim 50,000);"
          f" reading and hashing alone {count / plain:,.0f}; ratio {whole / plain:.1f}")  # fmt: skip
    practice.close()


if __name__ == "__main__":
    main()
