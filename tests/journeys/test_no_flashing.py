"""No part of a page is a window of its own for a moment: it would flash, and take the keyboard with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run


class Windows(QObject):
    """Notes what is shown as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


def test_every_page_and_tab_comes_into_view_without_a_window_of_its_own(person: Person, qapp: QApplication) -> None:
    first_run(person)
    patient = add_consented(person, "Baker")
    window, noted = person.entry.window, Windows()
    person.to_front()
    qapp.installEventFilter(noted)
    for page in ("today", "panel", "call", "month", "program", "people", "settings", "plans", "loops", "due_items",
                 "conflicts", "approvals", "compare"):  # fmt: skip
        window.show_page(page)
        person.settle()
    for tab in range(6):
        person.screens.open_patient(patient, tab)
        person.settle()
    settings = person.entry.session.settings if person.entry.session else None
    assert settings is not None
    person.until(lambda: len(settings.groups) == settings.group_list.count())
    qapp.removeEventFilter(noted)
    assert noted.shown == []
    assert qapp.activeWindow() is window
