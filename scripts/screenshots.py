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
os.environ["TZ"] = "America/New_York"  # as in the demo practice: the status bar has nothing to say of zones
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtWidgets import QApplication  # noqa: E402 - after the platform was chosen

from ccm_desktop.app.demo import PASSPHRASE, build_demo  # noqa: E402
from ccm_desktop.app.entry import Entry  # noqa: E402
from ccm_desktop.app.session import UnlockedSession  # noqa: E402
from ccm_desktop.domain.progress import Unobserved  # noqa: E402
from ccm_desktop.domain.timer.clocks import Sample  # noqa: E402
from ccm_desktop.services.timer_views import RecoveryLine  # noqa: E402
from ccm_desktop.ui.toasts import Toast  # noqa: E402

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
            Photographer(app, Path(place), target, scheme).timer(folder, PASSPHRASE)
    print(f"{len(list(target.glob('*.png')))} pictures in {target}")
    return 0


class PictureClock:
    """An afternoon on which the demo practice is busy."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._slept = 0.0

    def sleep(self, seconds: float) -> None:
        """The computer sleeps for so long."""
        self._slept += seconds

    def now(self) -> datetime:
        """The moment of the pictures, going on as time does."""
        passed = self.monotonic() + self._slept
        return datetime(TODAY.year, TODAY.month, TODAY.day, 20, 5, tzinfo=UTC) + timedelta(seconds=passed)

    def monotonic(self) -> float:
        """Seconds since the first picture."""
        return time.monotonic() - self._began

    def sample(self) -> Sample:
        """All clocks at one moment."""
        return Sample(self.now().timestamp(), self.monotonic() + self._slept, self.monotonic(), "0" * 32)


class Photographer:
    """Walks through the window and takes pictures."""

    def __init__(self, app: QApplication, place: Path, target: Path, scheme: str) -> None:
        self._app, self._place, self._target, self._scheme = app, place, target, scheme
        self._clock = PictureClock()

    def first_run(self) -> None:
        """The first thing a new practice sees."""
        entry = self._entry(self._place / "nobody", "")
        self._grab(entry, "first-run")
        entry.close()

    def timer(self, folder: Path, passphrase: str) -> None:
        """The timer through its day: away, interrupted, stopped, crashed."""
        entry = self._entry(folder, passphrase)
        session = self._unlock(entry, passphrase)
        screens, timer = session.screens, session.screens.timer
        first, second = [one.patient_id for one in screens.panel.table.rows_model.rows if one.conditions][:2]
        timer.start(first, "coordination", backdate_seconds=600, anyway=True)
        self._wait(lambda: timer.view.patient_id == first)
        timer.park()
        self._wait(lambda: timer.view.state == "idle")
        self._clock.sleep(300)
        timer.start(second, "care_plan", backdate_seconds=300, anyway=True)
        self._wait(lambda: timer.view.patient_id == second)
        self._clock.sleep(432)
        timer.load()
        self._wait(lambda: bool(timer.view.gaps))
        self._grab(entry, "timer-away")
        session.surfaces.mini_or_keyboard()
        self._settle(entry)
        session.surfaces.mini.grab().save(str(self._target / f"timer-mini-{self._scheme}.png"))
        session.surfaces.mini_or_keyboard()
        session.surfaces.hide_mini()
        timer.stop()
        self._wait(screens.drawer.isVisible)
        self._grab(entry, "timer-finish-gap")
        screens.drawer.leave()
        self._quiet(entry)
        screens.working_day.show()
        self._wait(screens.working_day.sheet.isVisible)
        self._grab(entry, "timer-end-of-day")
        entry.window.hide_side()
        entry.window.actions_by_key["page_today"].trigger()
        self._grab(entry, "today")
        entry.window.actions_by_key["shortcuts"].trigger()
        self._grab(entry, "shortcuts")
        entry.window.show_page("panel")
        name, began = timer.due[0].patient_name, timer.due[0].started_at
        left = RecoveryLine("", second, name, "care_plan", began, began + 767, began + 3000, 767, short=False)
        entry.window.show_side(screens.timer_room.recoveries.sheet)
        screens.timer_room.recoveries.sheet.open(left)
        self._grab(entry, "timer-recovery")
        for waiting in (due.session_id for due in timer.due):
            timer.ends.discard(waiting, "Only for the pictures")
        timer.stop_parked(timer.view.parked[0].session_id)
        self._wait(lambda: not timer.view.parked)
        self._settle(entry)
        for waiting in (due.session_id for due in timer.due):
            timer.ends.discard(waiting, "Only for the pictures")
        self._settle(entry)
        entry.close()

    def _unlock(self, entry: Entry, passphrase: str) -> UnlockedSession:
        if entry.unlock_page is None:
            raise LookupError("no lock")
        entry.unlock_with(str(entry.unlock_page.user_box.currentData()), passphrase)
        self._wait(lambda: entry.session is not None)
        if entry.session is None:
            raise LookupError("not open")
        panel = entry.session.screens.panel
        self._wait(lambda: bool(panel.table.rows_model.all_rows))
        return entry.session

    def practice(self, folder: Path, passphrase: str) -> None:
        """Every screen of the demo practice."""
        entry = self._entry(folder, passphrase)
        self._grab(entry, "unlock")
        session = self._unlock(entry, passphrase)
        screens = session.screens
        lines = screens.panel.table.rows_model.rows
        line = next(one for one in lines if one.status.key == "in_progress" and len(one.conditions) > 2)
        screens.timer.start(line.patient_id, backdate_seconds=600)
        self._wait(lambda: screens.timer.view.state == "running")
        self._settle(entry)
        self._grab(entry, "panel")
        for tab, name in enumerate(("summary", "time", "care-plan", "contacts", "consent", "coordination")):
            screens.open_patient(line.patient_id, tab)
            self._grab(entry, f"workspace-{name}")
            if name == "care-plan":
                self._assessments(entry, session)
        entry.window.show_page("due_items")
        self._settle(entry)
        self._grab(entry, "due-items")
        screens.open_patient(line.patient_id, 4)
        screens.open_palette()
        screens.palette.search_field.setText("an")
        self._grab(entry, "start-palette")
        screens.palette.dismiss()
        screens.workspace.tabs.setCurrentIndex(1)
        screens.timer.stop()
        self._wait(screens.drawer.isVisible)
        self._grab(entry, "finish")
        screens.drawer.leave()
        self._quiet(entry)
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
        for group in ("policies", "fees", "timer"):
            session.settings.open(group)
            self._grab(entry, f"settings-{group}")
        entry.close()

    def _assessments(self, entry: Entry, session: UnlockedSession) -> None:
        """The section of the care plan, and the rooms about a plan."""
        join = session.screens.workspace.assessments
        join.open()
        self._grab(entry, "workspace-assessments")
        join.close()
        session.screens.workspace.printing.open()
        self._grab(entry, "care-plan-print")
        session.screens.workspace.plan.signature_button.click()
        self._grab(entry, "care-plan-signature")
        entry.window.hide_side()
        session.screens.compare(session.screens.workspace.patient)
        self._grab(entry, "care-plan-compare")
        session.screens.sign_plans(session.screens.workspace.patient)
        self._grab(entry, "plans-to-sign")

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
        self._quiet(entry)
        entry.window.show_page("month")
        self._settle(entry)

    def _entry(self, folder: Path, passphrase: str) -> Entry:
        settings = Path(tempfile.mkdtemp(dir=self._place)) / "window.ini"
        self._clock = PictureClock()
        entry = Entry(self._app, folder, settings, passphrase, clock=self._clock)
        entry.show_scheme(self._scheme)
        entry.open()
        entry.window.resize(*SIZE)
        return entry

    def _grab(self, entry: Entry, name: str) -> None:
        self._settle(entry)
        entry.window.grab().save(str(self._target / f"{name}-{self._scheme}.png"))

    def _quiet(self, entry: Entry) -> None:
        """No message and no form beside the page."""
        self._settle(entry)
        entry.window.hide_side()
        for toast in entry.window.findChildren(Toast):
            toast.gone.emit(toast)

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
