"""Renders every screen of the demo practice to PNG at 1366×768, light and dark, without a display."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent
SIZE = (1366, 689)  # 768 less the task bar and the title bar
PATIENCE_SECONDS = 60


def main() -> int:
    """Write docs/screenshots/*.png; a folder may be named as the argument."""
    from PySide6.QtWidgets import QApplication

    from ccm_desktop.app.demo import PASSPHRASE, build_demo
    from ccm_desktop.domain.progress import Unobserved

    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    target.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "demo"
        build_demo(folder, Unobserved(), today=date(2026, 10, 21))
        for scheme in ("light", "dark"):
            Photographer(app, Path(place), target, scheme).first_run()
            Photographer(app, Path(place), target, scheme).practice(folder, PASSPHRASE)
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")
    return 0


class Photographer:
    """Walks through the window and takes pictures."""

    def __init__(self, app: object, place: Path, target: Path, scheme: str) -> None:
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
        page = entry.unlock_page
        entry.unlock_with(str(page.user_box.currentData()), passphrase)
        self._wait(lambda: entry.session is not None)
        screens = entry.session.screens
        self._wait(lambda: bool(screens.panel.table.rows_model.all_rows))
        lines = screens.panel.table.rows_model.rows
        line = next(one for one in lines if one.status.key == "in_progress" and len(one.conditions) > 2)
        screens.timer.start(line.patient_id)
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
        self._wait(lambda: screens.drawer.isVisible())
        self._grab(entry, "finish")
        screens.drawer.leave()
        entry.window.show_page("month")
        self._grab(entry, "month-end")
        screens.month_end.preview()
        self._wait(lambda: entry.window.current_page() == "preview")
        self._grab(entry, "preview")
        entry.close()

    def _entry(self, folder: Path, passphrase: str):  # type: ignore[no-untyped-def]
        from ccm_desktop.app.entry import Entry

        settings = Path(tempfile.mkdtemp(dir=self._place)) / "window.ini"
        entry = Entry(self._app, folder, settings, passphrase)  # type: ignore[arg-type]
        entry.show_scheme(self._scheme)
        entry.open()
        entry.window.resize(*SIZE)
        return entry

    def _grab(self, entry, name: str) -> None:  # type: ignore[no-untyped-def]
        self._settle(entry)
        entry.window.grab().save(str(self._target / f"{name}-{self._scheme}.png"))

    def _settle(self, entry) -> None:  # type: ignore[no-untyped-def]
        for _ in range(3):
            self._wait(lambda: not entry.gateway.is_busy)

    def _wait(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        self._app.processEvents()  # type: ignore[attr-defined]
        while not done():
            if time.monotonic() > until:
                raise TimeoutError("a screen did not come")
            self._app.processEvents()  # type: ignore[attr-defined]
            time.sleep(0.005)
        for _ in range(5):
            self._app.processEvents()  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
