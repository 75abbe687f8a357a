"""Run the tests without a display: `python scripts/test.py [pytest arguments]`, the same as `make test`."""

from __future__ import annotations

import os
import sys

import setup


def main() -> int:
    """Exit code of pytest."""
    python = setup.prepare("dev")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return setup.run([python, "-m", "pytest", *sys.argv[1:]])


if __name__ == "__main__":
    raise SystemExit(main())
