"""What the program reads from the disk, and when: the lock first, then the panel, then the rooms behind it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ccm_desktop.app import warm_up
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import NewPractice
from ccm_desktop.services.vault import create_practice

PASSPHRASE = "maria opens the door in the morning"
START = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ccm_desktop.app.entry import Entry

def wait(done):
    until = time.monotonic() + 60
    while not done():
        assert time.monotonic() < until
        app.processEvents()
        time.sleep(0.001)

app = QApplication([])
entry = Entry(app, Path(sys.argv[1]), Path(sys.argv[2]))
entry.open()
entry.window.grab()
"""
UNLOCK = """
entry.unlock_with(entry.unlock_page.user_box.currentData(), sys.argv[3])
wait(lambda: entry.session is not None and "patients" in entry.session.screens.panel.header.counts_label.text())
"""
END = """
entry.close()
print(*sorted(sys.modules))
"""
_OF_THE_FILE = {"sqlalchemy", "msgspec", "ccm_desktop.services.office", "ccm_desktop.ui.panel.page"}
_OF_ROOMS = {
    "reportlab", "PIL", "pypdfium2", "ccm_desktop.services.reporting", "ccm_desktop.services.packet",
    "ccm_desktop.services.importing", "ccm_desktop.services.programme", "ccm_desktop.services.month_desk",
    "ccm_desktop.ui.workspace.page", "ccm_desktop.ui.month_room", "ccm_desktop.ui.programme.screen",
    "ccm_desktop.ui.people.page", "ccm_desktop.ui.settings.page", "ccm_desktop.services.safekeeping",
    "ccm_desktop.services.exchange",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "practice"
    maria = PersonProfile("Maria", "RN", "lead")
    new = NewPractice(PracticeProfile("Lakeside", "America/New_York"), maria, None, PASSPHRASE)
    create_practice(made, new, SystemClock(), QUICK_FOR_TESTS).close()
    return made


def imported(folder: Path, steps: str) -> set[str]:
    """Modules that a fresh program has read after those steps."""
    arguments = (str(folder), str(folder.parent / "window.ini"), PASSPHRASE)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", START + steps + END, *arguments], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert "Unexpected" not in done.stderr, done.stderr
    return set(done.stdout.split())


def test_the_lock_is_painted_before_anything_of_the_practice_is_read(folder: Path) -> None:
    found = imported(folder, "")
    assert "ccm_desktop.ui.entrance.unlock" in found
    assert found & (_OF_THE_FILE | _OF_ROOMS) == set()


def test_the_panel_is_usable_before_the_rooms_behind_it_are_read(folder: Path) -> None:
    found = imported(folder, UNLOCK)
    assert found >= _OF_THE_FILE
    assert found & _OF_ROOMS == set()


def test_no_source_is_read_for_an_import(folder: Path) -> None:
    """PySide6 would read, and keep, the source of every module that follows it."""
    kept = (
        UNLOCK
        + """
import linecache
held = [name for name in linecache.cache if name.endswith(("panel/page.py", "services/office.py"))]
if held:
    sys.exit(f"read for nothing: {held}")
"""
    )
    assert imported(folder, kept) >= _OF_THE_FILE


def test_whoever_types_finds_everything_read(folder: Path) -> None:
    """The window is still at the lock, and no room reads a module of ours at the first visit."""
    visits = """
wait(lambda: entry._warm_up.is_done)
assert entry.session is None
ours = {name for name in sys.modules if name.startswith("ccm_desktop")}
""" + UNLOCK + """
screens = entry.session.screens
screens.workspace, screens.packing, screens.preview
for key in ("month", "program", "people", "settings"):
    entry.window.show_page(key)
wait(lambda: not entry.gateway.is_busy)
new = {name for name in sys.modules if name.startswith("ccm_desktop")} - ours
if new:
    sys.exit(f"read only now: {sorted(new)}")
"""  # fmt: skip
    assert imported(folder, visits) >= _OF_THE_FILE | _OF_ROOMS


def test_a_program_closed_while_the_panel_loads_ends_in_peace(folder: Path) -> None:
    """What comes back from the closed practice starts nothing anew."""
    hasty = """
entry.unlock_with(entry.unlock_page.user_box.currentData(), sys.argv[3])
wait(lambda: entry.session is not None)
entry.close()
until = time.monotonic() + 0.3
wait(lambda: time.monotonic() > until)
"""
    assert imported(folder, hasty) >= _OF_THE_FILE


def test_every_module_to_be_read_ahead_is_there() -> None:
    for name in warm_up.AHEAD:
        importlib.import_module(name)
