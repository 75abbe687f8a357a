"""Run every benchmark, or the named ones: `python scripts/bench.py [name ...]`, the same as `make bench`."""

from __future__ import annotations

import sys

import setup


def main() -> int:
    """0 when every benchmark could be measured."""
    python = setup.prepare("dev")
    scripts = sorted((setup.ROOT / "benchmarks").glob("[!_]*.py"))
    wanted = sys.argv[1:] or [script.stem for script in scripts]
    unknown = set(wanted) - {script.stem for script in scripts}
    if unknown:
        setup.give_up(f"No such benchmark: {', '.join(sorted(unknown))}.")
    failed = [name for name in wanted if setup.run([python, "-m", f"benchmarks.{name}"])]
    if failed:
        print(f"Could not be measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
