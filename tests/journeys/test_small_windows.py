"""Every page of an open practice in a small window: only tables scroll sideways, and inside themselves (ux.md 3.3)."""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run


@pytest.fixture
def patient(person: Person) -> str:
    """Being timed, with a namesake: the warning takes room, too."""
    first_run(person)
    timed, _ = (add_consented(person, "Castillo-Ramírez de la Vega") for _ in range(2))
    person.screens.panel.reload()
    person.settle()
    person.screens.timer.start(timed)
    person.until(lambda: person.screens.timer.view.state == "running")
    return timed


def scrolled(person: Person) -> tuple[int, int]:
    """How far the page can be scrolled, sideways and down."""
    person.settle()
    area = person.entry.window._page_area
    return area.horizontalScrollBar().maximum(), area.verticalScrollBar().maximum()


@pytest.mark.parametrize(("width", "height"), [(960, 460), (683, 305)])
def test_no_page_scrolls_sideways(person: Person, patient: str, width: int, height: int) -> None:
    window, screens, wide = person.entry.window, person.screens, {}
    for size in ((1366, 689), (width, height)):  # wide first: what stood beside must be able to fold again
        window.resize(*size)
        for tab in range(6):
            screens.open_patient(patient, tab)
            wide[f"tab {tab}"] = scrolled(person)[0]
        screens.call_room.open(patient)
        wide["call"] = scrolled(person)[0]
        for page in ("today", "panel", "program", "people", "settings", "month", "loops"):
            window.show_page(page)
            wide[page] = scrolled(person)[0]
        for tab in range(screens.month_end.tabs.count()):
            screens.month_end.tabs.setCurrentIndex(tab)
            wide[f"month {tab}"] = scrolled(person)[0]
    assert {page: far for page, far in wide.items() if far} == {}


def test_time_and_care_plan_fit_a_laptop_whatever_the_other_tabs_need(person: Person, patient: str) -> None:
    person.entry.window.resize(1366, 560)
    for tab, fits in ((3, False), (1, True), (2, True), (3, False), (1, True)):
        person.screens.open_patient(patient, tab)
        sideways, down = scrolled(person)
        assert (sideways, down == 0) == (0, fits)
