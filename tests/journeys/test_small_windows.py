"""Every page of an open practice in a small window: only tables scroll sideways, and inside themselves (ux.md 3.3)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

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


@pytest.mark.parametrize(("size", "percent"), [((683, 305), 100), ((1366, 689), 200)])
def test_the_letters_of_the_menus_lead_to_them_where_they_are_folded(
    person: Person, size: tuple[int, int], percent: int
) -> None:
    first_run(person)
    window, theme = person.entry.window, person.entry.theme
    theme.apply("light", percent)
    window.resize(*size)
    person.settle()
    person.to_front()
    assert not window.menuBar().isVisible()
    opened, folded = list[str](), window._menu_button.everything
    for menu in window.actions_by_key.menus:
        letter = menu.title()[menu.title().index("&") + 1]
        QTest.keyClick(window.focusWidget(), getattr(Qt.Key, f"Key_{letter.upper()}"), Qt.KeyboardModifier.AltModifier)
        person.until(menu.isVisible)
        opened.append(menu.title())
        assert folded.isVisible()
        assert menu.activeAction() is not None, "Enter does something at once, and arrows go on from there"
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        folded.close()
        person.until(lambda menu=menu: not menu.isVisible())  # type: ignore[misc]
    assert opened == ["&File", "&Edit", "&View", "&Patient", "&Timer", "&Month", "&Help"]
    page = window.current_page()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    person.until(window.actions_by_key.menus[2].isVisible)
    QTest.keyClick(window.actions_by_key.menus[2], Qt.Key.Key_Y)  # Today
    person.until(lambda: window.current_page() == "today")
    assert page != "today"


def test_where_there_is_room_the_letters_are_those_of_the_menu_bar(person: Person) -> None:
    first_run(person)
    window = person.entry.window
    for height, folded in ((305, True), (689, False)):
        window.resize(1366, height)
        assert [one.isEnabled() for one in window._menu_button._shortcuts] == [folded] * 7
        assert window.menuBar().isVisible() is not folded


def test_time_and_care_plan_fit_a_laptop_whatever_the_other_tabs_need(person: Person, patient: str) -> None:
    person.entry.window.resize(1366, 560)
    for tab, fits in ((3, False), (1, True), (2, True), (3, False), (1, True)):
        person.screens.open_patient(patient, tab)
        sideways, down = scrolled(person)
        assert (sideways, down == 0) == (0, fits)


@pytest.mark.parametrize(("size", "percent"), [((683, 305), 100), ((1366, 689), 200)])
def test_banner_header_and_fields_are_whole_in_a_small_window(
    person: Person, patient: str, size: tuple[int, int], percent: int
) -> None:
    desk = person.screens._desk
    desk.gateway.send(lambda: desk.office.care_plans.add_problem(patient, "Hypertension", "I10"))
    person.settle()
    window, screens = person.entry.window, person.screens
    person.entry.theme.apply("light", percent)
    window.resize(*size)
    screens.open_patient(patient, 2)
    person.settle()
    shown = screens.workspace
    header = shown.plan.header
    for words in (shown.banner.consent_label, shown.banner.plan_label, header.words_label):
        assert words.text()
        assert words.shown() == words.text()
    assert "Saved" in header.words_label.text()
    assert "Missing for a current plan" in header.more_button.accessibleDescription()
    window.actions_by_key["add_time"].trigger()
    person.settle()
    form = window.side.form()
    assert form is not None
    edits = [edit for edit in form.findChildren(QLineEdit) if edit.isVisible()]
    assert len(edits) >= 5
    thicker = 2  # the border of the one that has the keyboard, which its layout does not ask about again
    assert [edit.accessibleName() for edit in edits if edit.height() + thicker < edit.sizeHint().height()] == []
