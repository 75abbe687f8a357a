"""Time by hand and its corrections at the keyboard: how few keys they take, and what is said before saving."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.domain.calendar import Month
from ccm_desktop.services.time_entries import TimedWork
from ccm_desktop.services.time_lines import TimeLine
from tests.journeys.conftest import Person
from tests.journeys.test_keyboard import add, add_enrolled, open_tab
from tests.journeys.test_window import first_run

OCTOBER = Month(2026, 10)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
MORNING = int(datetime(2026, 10, 21, 14, 0, tzinfo=UTC).timestamp())
"""10:00 AM in the practice."""


class Hands:
    """Types, and counts keystroke groups: one chord, one key, or one typed word with its Enter or Tab."""

    def __init__(self, person: Person) -> None:
        self.person, self.groups = person, 0

    def chord(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.groups += 1
        QTest.keyClick(self._focus(), key, modifiers)
        self.person.settle()

    def word(self, text: str, end: Qt.Key | None = None) -> None:
        self.groups += 1
        QTest.keyClicks(self._focus(), text)
        if end is not None:
            QTest.keyClick(self._focus(), end)
        self.person.settle()

    @staticmethod
    def _focus() -> Any:
        at = QApplication.focusWidget()
        assert at is not None
        return at


@pytest.fixture
def screens(person: Person) -> Any:
    first_run(person)
    person.to_front()
    return person.screens


@pytest.fixture
def hands(person: Person, screens: Any) -> Hands:
    return Hands(person)


def timed(person: Person, patient: str, start: int, seconds: int) -> str:
    """An entry of the person signed in."""
    desk = person.screens._desk
    found: list[str] = []
    work = TimedWork(patient, start, start + seconds, "coordination", "", "Called the pharmacy.")
    task = desk.gateway.send(partial(desk.office.time.record_timed, work))
    task.succeeded.connect(lambda outcome: found.append(outcome.value))
    person.settle()
    return found[0]


def entries(person: Person, patient: str) -> list[TimeLine]:
    """What stands, by start."""
    lines = person.screens._desk.office.charts.month(patient, OCTOBER).lines
    return [line for line in reversed(lines) if not line.voided]


def previewed(person: Person) -> Any:
    """The form, once its preview is there."""
    form = person.screens.workspace.time_form
    person.until(lambda: not form._asking.isActive())
    person.settle()
    return form


def test_forgotten_time_takes_seven_groups_from_anywhere(person: Person, screens: Any, hands: Hands) -> None:
    castillo, _ = add_enrolled(person, "Castillo"), add_enrolled(person, "Baker")
    person.entry.window.show_page("month")
    person.settle()
    hands.chord(Qt.Key.Key_I, CTRL | SHIFT)
    hands.word("cas", Qt.Key.Key_Return)
    hands.word("930a", Qt.Key.Key_Tab)
    hands.word("12", Qt.Key.Key_Tab)
    hands.word("1", Qt.Key.Key_Tab)
    hands.word("Called the pharmacy about metformin.")
    hands.chord(Qt.Key.Key_Return, CTRL)
    (line,) = entries(person, castillo)
    assert (line.started_at, line.seconds, line.reason) == (MORNING - 1800, 720, "Forgot to start")
    assert (line.source, line.note) == ("manual", "Called the pharmacy about metformin.")
    assert hands.groups <= 7
    assert not person.entry.window.side.isVisible()


def test_an_end_is_amended_in_five_groups_and_can_be_undone(person: Person, screens: Any, hands: Hands) -> None:
    patient = add_enrolled(person, "Castillo")
    timed(person, patient, MORNING, 600)
    screens.open_patient(patient, 1)
    person.settle()
    hands.chord(Qt.Key.Key_F2)
    hands.word("10:05a", Qt.Key.Key_Tab)
    hands.word("3", Qt.Key.Key_Tab)
    hands.word("took another call")
    form = previewed(person)
    assert form.notes.month_label.text() == "Month 10:00 → 5:00, 15:00 to 20 (99490)"
    assert form.span_fields.end.name_label.text().endswith("changed")
    assert form.span_fields.end.was_label.text() == "was 10:10 AM"
    hands.chord(Qt.Key.Key_Return, CTRL)
    assert hands.groups <= 5
    (line,) = entries(person, patient)
    assert (line.seconds, line.reason, line.version) == (300, "Away time removed: took another call", 2)
    (toast,) = [one for one in person.entry.window.toast._shown if "amended" in one.text]
    toast.action_button.click()
    person.settle()
    (line,) = entries(person, patient)
    assert (line.seconds, line.version) == (600, 3)


def test_the_original_is_under_its_amendment(person: Person, screens: Any) -> None:
    patient = add_enrolled(person, "Castillo")
    entry = timed(person, patient, MORNING, 600)
    desk = screens._desk
    from ccm_desktop.services.time_entries import Amendment

    desk.gateway.send(partial(desk.office.time.amend, entry, Amendment(ended_at=MORNING + 300), "Away"))
    screens.open_patient(patient, 1)
    person.settle()
    table = screens.workspace.time.table
    assert [line.seconds for line in table.rows_model.rows] == [300]
    QTest.keyClick(table, Qt.Key.Key_Right)
    assert [line.seconds for line in table.rows_model.rows] == [300, 600]
    assert table.rows_model.index(1, 0).data().startswith("└")
    assert table.rows_model.index(1, 0).data(Qt.ItemDataRole.FontRole).strikeOut()
    QTest.keyClick(table, Qt.Key.Key_Left)
    assert [line.seconds for line in table.rows_model.rows] == [300]


def open_form(person: Person, patient: str, start: str, length: str) -> Any:
    person.screens.open_patient(patient, 1)
    person.settle()
    person.screens.workspace.add_time()
    form = person.screens.workspace.time_form
    form.start_edit.setText(start)
    QTest.keyClicks(form.length_edit, length)
    return previewed(person)


def test_an_overlap_is_shown_while_typing_and_one_of_the_two_gives_way(person: Person, screens: Any) -> None:
    baker, castillo = add_enrolled(person, "Baker"), add_enrolled(person, "Castillo")
    timed(person, baker, MORNING, 600)
    form = open_form(person, castillo, "9:50 AM", "15")
    assert "Overlaps Baker, Test" in form.notes.overlap_label.text()
    form.notes.mine_button.click()
    previewed(person)
    assert form.notes.overlap_label.isHidden()
    assert form.span_fields.span() == (MORNING - 600, MORNING)
    QTest.keyClicks(form.length_edit, "")
    form.length_edit.clear()
    QTest.keyClicks(form.length_edit, "15")
    previewed(person)
    form.notes.other_button.click()
    previewed(person)
    assert form.notes.overlap_label.isHidden()
    assert "gives up the shared time" in form.notes.later_label.text()
    form.reason_choice.choose("forgot_start")
    form.note_edit.setPlainText("Called.")
    form.save_button.click()
    person.settle()
    assert form.message.isHidden(), form.message.text_label.text()
    assert [(line.started_at, line.ended_at) for line in entries(person, castillo)] == [(MORNING - 600, MORNING + 300)]
    assert [(line.started_at, line.ended_at) for line in entries(person, baker)] == [(MORNING + 300, MORNING + 600)]


@pytest.mark.parametrize(
    ("start", "length", "words"),
    [
        ("nonsense", "5", "not a time"),
        ("9:00 AM", "five", "not a length"),
        ("9:00 AM", "1441", "longer than 24 hours"),
        ("1:59 PM", "30", "in the future"),
    ],
)
def test_what_cannot_be_is_said_before_saving(
    person: Person, screens: Any, start: str, length: str, words: str
) -> None:
    form = open_form(person, add_enrolled(person, "Castillo"), start, length)
    assert words in form.span_fields.problem()
    form.save_button.click()
    person.settle()
    assert words in form.message.text_label.text()


def test_an_empty_day_is_missing_and_one_like_13_40_is_no_date(person: Person, screens: Any) -> None:
    fields = open_form(person, add_enrolled(person, "Castillo"), "9:00 AM", "5").span_fields
    fields.day_edit.clear()
    assert fields.day.error() == "The day is missing. Write it like 11/21 or today."
    fields.day_edit.setText("13/40")
    assert fields.day.error() == "This is not a date. Write it like 11/21 or today."


def test_an_end_before_its_start_is_said_beside_it(person: Person, screens: Any) -> None:
    form = open_form(person, add_enrolled(person, "Castillo"), "9:00 AM", "5")
    form.span_fields.end_edit.clear()
    QTest.keyClicks(form.span_fields.end_edit, "8:59a")
    assert "not after the start" in form.span_fields.end.error()


def test_an_old_entry_and_a_missing_reason_are_said(person: Person, screens: Any) -> None:
    form = open_form(person, add_enrolled(person, "Castillo"), "9:00 AM", "5")
    form.span_fields.day_edit.setText("10/13")
    previewed(person)
    assert "More than 3 days ago" in form.notes.later_label.text()
    form.save_button.click()
    assert "Choose why" in form.reason_field.error()
    form.reason_choice.choose("other", "short")
    form.save_button.click()
    assert "at least 10 characters" in form.reason_field.error()


def test_the_skipped_and_the_repeated_hour_are_asked(person: Person, screens: Any) -> None:
    form = open_form(person, add_enrolled(person, "Castillo"), "2:30 AM", "5")
    fields = form.span_fields
    fields.day_edit.setText("03/08/2026")
    assert "2:30 AM did not exist on Mar 8" in fields.hours.words_label.text()
    assert fields.span() is None
    fields.hours.use_button.click()
    assert fields.start_edit.text() == "3:30 AM"
    assert fields.span() is not None
    fields.day_edit.setText("11/02/2025")
    fields.start_edit.setText("1:10 AM")
    assert fields.span() is None, "clocks showed 1:10 twice"
    assert [press.text() for press in (fields.hours.first_button, fields.hours.second_button)] == [
        "1:10 AM EDT (first)", "1:10 AM EST (second)",
    ]  # fmt: skip
    fields.hours.second_button.click()
    first = int(datetime(2025, 11, 2, 5, 10, tzinfo=UTC).timestamp())
    assert fields.span() == (first + 3600, first + 3900)
    fields.hours.first_button.click()
    assert fields.span() == (first, first + 300)


@pytest.mark.parametrize(("typed", "seconds"), [("7:30", 450), ("7.5", 450), ("7m30", 450), ("12", 720)])
def test_lengths_are_read_back_as_minutes_and_seconds(person: Person, screens: Any, typed: str, seconds: int) -> None:
    form = open_form(person, add(person, "Castillo"), "9a", typed)
    begun, ended = form.span_fields.span()
    assert ended - begun == seconds
    assert form.span_fields.start.note_label.text() == "9:00 AM"
    shown = form.span_fields.length.note_label.text() or form.length_edit.text()
    assert shown.removesuffix(" minutes") == f"{seconds // 60}:{seconds % 60:02d}"


def test_group_work_is_shared_out_to_the_second(person: Person, screens: Any) -> None:
    castillo, baker = add_enrolled(person, "Castillo"), add_enrolled(person, "Baker")
    person.entry.window.actions_by_key["group_time"].trigger()
    form = screens.workspace.time_commands.split_form
    QTest.keyClicks(form.span_fields.start_edit, "9a")
    QTest.keyClicks(form.span_fields.length_edit, "15:01")
    for row, patient in zip(form.rows.rows, (castillo, baker), strict=True):
        row.patient_choice.set_patient(patient)
    assert [row.length_edit.text() for row in form.rows.rows] == ["7:31", "7:30"]
    form.rows.rows[0].length_edit.clear()
    QTest.keyClicks(form.rows.rows[0].length_edit, "7:00")
    assert form.rows.left_label.text() == "0:31 left of 15:01."
    form.reason_choice.choose("away")
    form.note_edit.setPlainText("Team huddle.")
    form.save_button.click()
    assert "0:31 left" in form.message.text_label.text()
    form.rows.equal_button.click()
    form.save_button.click()
    person.settle()
    assert form.message.isHidden(), form.message.text_label.text()
    (first,), (second,) = entries(person, castillo), entries(person, baker)
    assert (first.seconds, second.seconds, first.ended_at) == (451, 450, second.started_at)


def test_an_entry_is_divided_and_a_part_moves_to_another_patient(person: Person, screens: Any) -> None:
    castillo, baker = add_enrolled(person, "Castillo"), add_enrolled(person, "Baker")
    timed(person, castillo, MORNING, 600)
    screens.open_patient(castillo, 1)
    person.settle()
    screens.workspace.time.split_button.click()
    form = screens.workspace.time_commands.split_form
    form.rows.rows[1].patient_choice.set_patient(baker)
    form.rows.rows[1].note_edit.setText("His refill.")
    form.reason_choice.choose("wrong_patient")
    form.save_button.click()
    person.settle()
    assert form.message.isHidden(), form.message.text_label.text()
    assert [line.seconds for line in entries(person, castillo)] == [300]
    assert [(line.seconds, line.note) for line in entries(person, baker)] == [(300, "His refill.")]


def test_what_waits_is_approved_one_by_one_with_its_reason_in_view(person: Person, screens: Any) -> None:
    castillo = add_enrolled(person, "Castillo")
    for start in ("9:00 AM", "9:30 AM"):
        form = open_form(person, castillo, start, "5")
        form.reason_choice.choose("timer", "it froze")
        form.note_edit.setPlainText("Called.")
        form.save_button.click()
        person.settle()
    person.entry.window.actions_by_key["approvals"].trigger()
    person.settle()
    page = screens.approvals
    assert len(page.table.rows_model.rows) == 2
    assert page.reason_label.text() == "Reason: Timer problem: it froze"
    QTest.keyClick(page.table, Qt.Key.Key_A)
    person.settle()
    assert len(page.table.rows_model.rows) == 1
    page.all_button.click()
    assert "all 1 entries" in page.sure_label.text()
    page.yes_button.click()
    person.settle()
    assert [line.reviewed for line in entries(person, castillo)] == [True, True]
    assert page.table.empty_state.isVisibleTo(page)


def test_the_end_of_the_day_lists_what_is_left_and_asks_once_before_closing(person: Person, screens: Any) -> None:
    castillo = add_enrolled(person, "Castillo")
    timed(person, castillo, MORNING, 600)
    for _ in range(6):
        screens.working_day.note_input()
        person.clock.push(60)
    screens.working_day.note_input()
    person.entry.window.close()
    person.settle()
    sheet = screens.working_day.sheet
    assert sheet.isVisible()
    assert sheet.leave_button.text() == "Close now"
    assert "6:0" in sheet.total_label.text()
    (item,) = [one for one in sheet.findChildren(object) if one.objectName() == "endOfDayItem"]
    assert item.focusProxy().text() == "Add time…"
    item.focusProxy().click()
    form = screens.workspace.time_form
    assert form.patient == "", "nobody is chosen by itself"
    assert form.span_fields.span() is not None
    assert form.reason_choice.code() == "forgot_start"
    screens.working_day.show()
    person.settle()
    QTest.keyClick(sheet.stay_button, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    person.entry.window.close()
    person.until(lambda: person.entry.session is None)


def test_an_empty_day_closes_at_once(person: Person, screens: Any) -> None:
    person.entry.window.close()
    person.until(lambda: person.entry.session is None)


def test_another_patient_is_opened_at_this_month_whatever_month_was_chosen_before(person: Person, screens: Any) -> None:
    tab = open_tab(person, add(person, "Baker"), 1).time
    assert [tab.month_box.itemData(place) for place in range(2)] == [OCTOBER, OCTOBER.previous]
    tab.month_box.setCurrentIndex(1)
    person.settle()
    assert (tab.month(), tab.print_button.isVisible()) == (OCTOBER.previous, True)
    person.screens.workspace.reload()
    person.settle()
    assert tab.month() == OCTOBER.previous
    open_tab(person, add(person, "Adams"), 1)
    assert (tab.month(), tab.month_box.count()) == (OCTOBER, 12)
