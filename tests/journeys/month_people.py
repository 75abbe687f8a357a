"""A practice at the beginning of November, and its two signers in front of the window."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.models import refold
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock
from tests.journeys.conftest import Person
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo
from tests.services.month_world import ELENA, MonthWorld

SIGNERS = {"Maria Ortiz": PASSPHRASE, "Elena Reyes": ELENA}
PRESS = Qt.MouseButton.LeftButton


class NovemberClock:
    """November 2, going on as the test's own time does."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return datetime(2026, 11, 2, 15, 0, tzinfo=UTC) + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return time.monotonic() - self._began

    def sample(self) -> Sample:
        return Sample(self.now().timestamp(), self.monotonic(), self.monotonic(), "b0" * 16)


@dataclass
class Story:
    """What happened in October, told through the services before the window is opened."""

    world: MonthWorld
    folder: Path

    def end(self) -> None:
        """The practice is locked."""
        self.world.demo.opened.close()


def october(folder: Path) -> Story:
    """The practice in mid-October; what the test tells then happens before the window opens."""
    clock = FakeClock()
    world = MonthWorld(Demo(create_practice(folder, LAKESIDE, clock, QUICK_FOR_TESTS), clock))
    world.give_elena_a_sign_in()
    return Story(world, folder)


class MonthPerson(Person):
    """Somebody at the month-end room."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, folder: Path, name: str = "Maria Ortiz") -> None:
        settings = folder.parent / f"{name}.ini"
        entry = Entry(qapp, folder, settings, clock=NovemberClock(), kdf=QUICK_FOR_TESTS)
        super().__init__(qtbot, entry, entry._clock)  # type: ignore[arg-type]
        entry.window.resize(1366, 689)
        entry.open()
        (user,) = (user.id for user in list_users(folder) if user.name == name)
        entry.unlock_with(user, SIGNERS[name])
        self.until(lambda: entry.session is not None)
        self.settle()
        self.to_front()
        self.landed_on = entry.window.current_page()
        entry.window.show_page("month")
        self.settle()
        self.page.header.month_box.setCurrentIndex(1)
        self.settle()

    @property
    def page(self) -> Any:
        return self.screens.month_end

    @property
    def office(self) -> Any:
        return self.screens._desk.office

    def key(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key with the keyboard on that widget, in the front window."""
        self.to_front()
        widget.setFocus()
        QTest.keyClick(widget, key, modifier)

    def exceptions(self) -> dict[str, Any]:
        """Rows on show, by code and patient's family name."""
        rows = self.page.exceptions.table.rows_model.rows
        return {f"{row.line.code} {row.line.patient.split(',')[0]}": row for row in rows}

    def queue(self) -> dict[str, str]:
        """State by family name."""
        return {q.patient.split(",")[0]: q.state for q in self.page.sign_off.table.rows_model.rows}

    def to_queue(self) -> None:
        """Go to the queue and wait for the evidence of the first."""
        self.page.show_tab("sign_off")
        self.settle()
        self.until(lambda: self.page.sign_off.evidence.shown is not None)

    def look(self) -> None:
        """Read the evidence that is on the screen."""
        self.settle()
        self.until(lambda: self.page.sign_off.evidence.ready)

    def judged(self) -> None:
        """Until the room shows what the last change made of the month."""
        query = self.page._query
        self.until(lambda: not query._busy and not query._pause.isActive() and not self.entry.gateway.is_busy)
        self.settle()

    def leave(self) -> None:
        """Prove the file and close the window."""
        self.settle()
        assert refold.verify(self.office.context.store.vault) == []
        self.entry.close()
        self.entry.window.deleteLater()
        self.entry.deleteLater()
