"""What is installed is what was tested: exact versions with hashes, from no named place."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))
MADE_BY_TOOLS = {".git", ".venv", ".hypothesis", "__pycache__", "build", "dist"}
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>\S+)(?P<rest>.*)", re.DOTALL)
# Spelt so that this file does not name what it looks for.
ADDRESSES = (
    r"index[-_]url",
    r"registry\s*=\s*.?http",
    r"://[^ ]*/(?:simple|packages)\b",
    r"py[p]i\.org",
    "python[h]osted",
)
REGISTRY = re.compile("|".join(ADDRESSES), re.IGNORECASE)


def lock_faults(text: str) -> list[str]:
    """Entries that are not an exact version with a hash, and anything that names an address."""
    faults = [f"an address: {line}" for line in text.splitlines() if "://" in line]
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    for entry in re.split(r"\n(?=\S)", "\n".join(lines)):
        if PINNED.match(entry) is None or "--hash=sha256:" not in entry:
            faults += [f"no exact version with a hash: {entry.splitlines()[0]}"]
    return faults


def pins(lock: Path) -> dict[str, str]:
    found = (PINNED.match(line) for line in lock.read_text(encoding="utf-8").splitlines())
    return {match["name"].lower(): match["version"] for match in found if match}


def registry_addresses(text: str) -> list[str]:
    return REGISTRY.findall(text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_carries_exact_versions_hashes_and_no_address(lock: Path) -> None:
    assert lock_faults(lock.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        "click==8.5.1\n",
        "click>=8 \\\n    --hash=sha256:00\n",
        "click==8.5.1 \\\n    --hash=sha256:00\nattrs==1\n",
        "click @ https://somewhere.example/click.whl \\\n    --hash=sha256:00\n",
    ],
)
def test_a_fault_in_a_lock_is_caught(text: str) -> None:
    assert lock_faults(text)


def test_the_locks_answer_for_everything_that_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "app": project["project"]["dependencies"],
        "build": project["build-system"]["requires"],
        "dev": project["project"]["dependencies"] + project["dependency-groups"]["dev"],
    }
    for name, requirements in wanted.items():
        locked = pins(ROOT / "requirements" / f"{name}.lock")
        for requirement in map(Requirement, requirements):
            assert requirement.specifier.contains(locked[requirement.name.lower()]), requirement


def test_developers_run_the_very_versions_that_people_get() -> None:
    app, dev = (pins(ROOT / "requirements" / f"{name}.lock") for name in ("app", "dev"))
    assert app.items() <= dev.items()


def written_files() -> Iterator[Path]:
    """Every file of the tree that people write; git itself may be absent on a fresh machine."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in MADE_BY_TOOLS and not name.endswith((".egg-info", "_cache"))
        ]
        yield from (Path(folder, name) for name in files)


def test_no_file_names_a_package_registry() -> None:
    named = {}
    for path in written_files():
        content = path.read_bytes()
        if b"\0" not in content and (found := registry_addresses(content.decode("utf-8", "replace"))):
            named[path.relative_to(ROOT).as_posix()] = found
    assert named == {}


@pytest.mark.parametrize(
    "text",
    [
        "--index" + "-url x",
        "registry" + " = 'http://a'",
        "https://a.example/" + "simple/x",
        "py" + "pi.org/x",
    ],
)
def test_a_registry_address_is_caught(text: str) -> None:
    assert registry_addresses(text)


def test_qt_is_the_version_that_keeps_its_references() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "PySide6-Essentials==6.11.3" in project["project"]["dependencies"]
    assert version("PySide6-Essentials") == "6.11.3"


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="constants are immortal there and their counts mean nothing")
def test_emitting_signals_does_not_use_up_references_to_constants() -> None:
    """Newer releases lose one reference per emission on Python 3.11 and abort after some hundred."""
    from PySide6.QtCore import QObject, Signal

    class Bell(QObject):
        rung = Signal(bool)

    bell = Bell()
    heard: list[bool] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(500):
        bell.rung.emit(True)
        bell.blockSignals(False)
    heard.clear()
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert all(abs(now - then) < 50 for now, then in zip(after, before, strict=True))
