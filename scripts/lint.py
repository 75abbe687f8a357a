"""Check style, types and import contracts: `python scripts/lint.py`, the first half of `make check`.

All checks run even when one fails, so that one run shows everything; `--fix` lays out the code first.
"""

from __future__ import annotations

import sys

import setup

FIXES = (["ruff", "check", "--fix-only", "--quiet"], ["ruff", "format", "--quiet"])
CHECKS = (["ruff", "check"], ["ruff", "format", "--check"], ["mypy"], ["lint-imports", "--no-logo"])


def main() -> int:
    """0 when every check holds."""
    programs = setup.prepare("dev").parent
    steps = (FIXES if "--fix" in sys.argv[1:] else ()) + CHECKS
    failed = [" ".join(step) for step in steps if setup.run([programs / step[0], *step[1:]])]
    if failed:
        print(f"Does not hold: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
