"""Renders every screen of the demo practice to PNG at 1366×768, light and dark, without a display."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QApplication  # noqa: E402 - after the platform was chosen

from ccm_desktop.app.demo import PASSPHRASE, build_demo  # noqa: E402
from ccm_desktop.app.entry import Entry  # noqa: E402
from ccm_desktop.domain.progress import Unobserved  # noqa: E402
from ccm_desktop.domain.timer.clocks import Sample  # noqa: E402

SIZE = (1366, 689)  # 768 less the task bar and the title bar
PATIENCE_SECONDS = 60
TODAY = date(2026, 10, 21)


def main() -> int:
    """Write docs/screenshots/*.png; a folder may be named as the argument."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        build_demo(folder, Unobserved(), today=TODAY)
        for scheme in ("light", "dark"):
            Photographer(app, Path(place), target, scheme).first_run()
            Photographer(app, Path(place), target, scheme).practice(folder, PASSPHRASE)
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")
    return 0


class PictureClock:
    """An afternoon on which the demo practice is busy."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The moment of the pictures, going on as time does."""
        return datetime(TODAY.year, TODAY.month, TODAY.day, 20, 5, tzinfo=UTC) + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Seconds since the first picture."""
        return time.monotonic() - self._began

    def sample(self) -> Sample:
        """All clocks at one moment."""
        return Sample(self.now().timestamp(), self.monotonic(), self.monotonic(), "0" * 32)


class Photographer:
    """Walks through the window and takes pictures."""

    def __init__(self, app: QApplication, place: Path, target: Path, scheme: str) -> None:
        self._app, self._place, self._target, self._scheme = app, place, target, scheme

    def first_run(self) -> None:
        """The first thing a new practice sees."""
        entry = self._entry(self._place / "nobody", "")
        self._grab(entry, "first-run")
        entry.close()

    def practice(self, folder: Path, passphrase: str) -> None:
        """Every screen of the demo practice."""
        entry = self._entry(folder, passphrase)
        self._grab(entry, "unlock")
        if entry.unlock_page is None:
            raise LookupError("no lock")
        entry.unlock_with(str(entry.unlock_page.user_box.currentData()), passphrase)
        self._wait(lambda: entry.session is not None)
        if entry.session is None:
            raise LookupError("not open")
        screens = entry.session.screens
        self._wait(lambda: bool(screens.panel.table.rows_model.all_rows))
        lines = screens.panel.table.rows_model.rows
        line = next(one for one in lines if one.status.key == "in_progress" and len(one.conditions) > 2)
        screens.timer.start(line.patient_id, backdate_seconds=600)
        self._wait(lambda: screens.timer.view.state == "running")
        self._settle(entry)
        self._grab(entry, "panel")
        for tab, name in enumerate(("summary", "time", "care-plan", "contacts", "consent")):
            screens.open_patient(line.patient_id, tab)
            self._grab(entry, f"workspace-{name}")
        screens.open_palette()
        screens.palette.search_field.setText("an")
        self._grab(entry, "start-palette")
        screens.palette.dismiss()
        screens.workspace.tabs.setCurrentIndex(1)
        screens.timer.stop()
        self._wait(screens.drawer.isVisible)
        self._grab(entry, "finish")
        screens.drawer.leave()
        entry.window.show_page("program")
        self._settle(entry)
        self._wait(screens.programme.page.preview_button.isEnabled)
        self._grab(entry, "program")
        entry.window.show_page("month")
        self._month_end(entry)
        screens.month_end.header.preview()
        self._wait(lambda: entry.window.current_page() == "preview")
        self._grab(entry, "preview")
        entry.window.actions_by_key["people"].trigger()
        self._grab(entry, "people")
        entry.window.show_page("settings")
        for group in ("policies", "fees"):
            entry.session.settings.open(group)
            self._grab(entry, f"settings-{group}")
        entry.close()

    def _month_end(self, entry: Entry) -> None:
        """The room of last month, list by list, with its forms."""
        if entry.session is None:
            raise LookupError("not open")
        screens = entry.session.screens
        page, room = screens.month_end, screens.month_room
        self._settle(entry)
        page.header.month_box.setCurrentIndex(1)
        self._grab(entry, "month-end")
        for key in ("patients", "sign_off", "finish"):
            page.show_tab(key)
            self._grab(entry, f"month-end-{key.replace('_', '-')}")
        page.patients.codes_button.click()
        self._grab(entry, "month-end-codes")
        page.close_asked.emit(page.shown)
        self._grab(entry, "month-end-close")
        room.close_form.cancel_button.click()
        page.show_tab("exceptions")
        page.exceptions.fix_next()
        self._grab(entry, "month-end-fix")
        entry.window.show_page("month")
        self._settle(entry)

    def _entry(self, folder: Path, passphrase: str) -> Entry:
        settings = Path(tempfile.mkdtemp(dir=self._place)) / "window.ini"
        entry = Entry(self._app, folder, settings, passphrase, clock=PictureClock())
        entry.show_scheme(self._scheme)
        entry.open()
        entry.window.resize(*SIZE)
        return entry

    def _grab(self, entry: Entry, name: str) -> None:
        self._settle(entry)
        entry.window.grab().save(str(self._target / f"{name}-{self._scheme}.png"))

    def _settle(self, entry: Entry) -> None:
        for _ in range(3):
            self._wait(lambda: not entry.gateway.is_busy)

    def _wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        self._app.processEvents()
        while not done():
            if time.monotonic() > until:
                raise TimeoutError("a screen did not come")
            self._app.processEvents()
            time.sleep(0.005)
        for _ in range(5):
            self._app.processEvents()


if __name__ == "__main__":
    sys.exit(main())
