"""What `tests/conftest.py` promises holds for a test that knows nothing of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SEEDED = """
import logging, os, time, warnings
from pathlib import Path
from hypothesis import given, strategies
from PySide6.QtCore import QObject, qWarning
from PySide6.QtWidgets import QWidget

def test_breach_log(): logging.getLogger("ccm").warning("unexpected")
def test_breach_python(): warnings.warn("unexpected")
def test_breach_qt(): qWarning(b"unexpected")

def test_kept_expected_log(caplog):
    logging.getLogger("ccm").warning("expected")
    assert caplog.messages == ["expected"]
    caplog.clear()

def test_kept_home(own_home, tmp_path_factory):
    assert Path.home() == own_home and own_home.is_relative_to(tmp_path_factory.getbasetemp())
    import platformdirs
    assert Path(platformdirs.user_data_dir("ccm")).is_relative_to(own_home)

def test_kept_keyring():
    import keyring
    assert type(keyring.get_keyring()).__module__ == "keyring.backends.fail"

gone, held = [], []

def test_kept_deletes_1(qtbot):
    widget, sheet = QWidget(), QWidget()
    for each in (widget, sheet):
        each.destroyed.connect(lambda: gone.append(True))
    widget.deleteLater()
    held.append(sheet)

def test_kept_deletes_2(qapp):
    assert len(gone) == 2 and qapp.platformName() == "offscreen"

tried = []

@given(strategies.integers())
def test_kept_property_on_a_slow_computer(number):
    tried.append(number)
    time.sleep(0.3 if len(tried) == 1 else 0)

def test_kept_data_skips(shared_data): raise AssertionError("never reached")
"""


def test_a_seeded_breach_of_each_promise_is_caught(tmp_path: Path) -> None:
    """One run of pytest over a copy of the fixtures, in a place without test data beside it."""
    tests = tmp_path / "here" / "checkout" / "tests"
    tests.mkdir(parents=True)
    for name in ("conftest.py", "fakes.py"):
        shutil.copy(ROOT / "tests" / name, tests)
    shutil.copy(ROOT / "pyproject.toml", tests.parent)
    (tests / "test_seeded.py").write_text(SEEDED)
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-rfEs", "--tb=short", "-p", "no:randomly"],
        cwd=tests.parent,
        capture_output=True,
        text=True,
    ).stdout
    caught = set(re.findall(r"^(?:FAILED|ERROR) \S+::(\w+)", ran, re.MULTILINE))
    assert caught == {"test_breach_log", "test_breach_python", "test_breach_qt"}, ran
    assert "no test data at" in ran, ran
    assert "collected 10 items" in ran, ran
