"""Every timer task without a mouse: where Tab goes, that each control has a name of its own, that Esc leads back."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit, QWidget

from tests.journeys.conftest import Person
from tests.journeys.hands import ALT, CTRL, SHIFT, Hands, focus, type_letter
from tests.journeys.test_keyboard import add_consented
from tests.journeys.test_window import first_run

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QListWidget, QPlainTextEdit)


@pytest.fixture
def hands(person: Person) -> Hands:
    """A minute into a call with Lindqvist; Baker is on the panel too."""
    first_run(person)
    person.to_front()
    add_consented(person, "Baker")
    patient = add_consented(person, "Lindqvist")
    person.screens.panel.reload()
    person.settle()
    person.clock.stand_still()
    hands = Hands(person)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("lin", Qt.Key.Key_Return)
    hands.in_state("running", patient)
    person.work(60)
    return hands


def controls(form: QWidget) -> list[Any]:
    """What can be used now."""
    found = [one for kind in CONTROLS for one in form.findChildren(kind)]
    return [one for one in found if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def names_are_sound(form: QWidget) -> None:
    """Each control has a name of its own."""
    names = Counter(one.accessibleName() or one.text() for one in controls(form))
    assert "" not in names
    assert [name for name, count in names.items() if count > 1] == []
    assert form.accessibleName()


def tabbed(form: QWidget) -> list[str]:
    """Names in the order that Tab goes, from the first control until it leaves the form."""
    while form.isAncestorOf(focus()):
        QTest.keyClick(focus(), Qt.Key.Key_Backtab, SHIFT)
    QTest.keyClick(focus(), Qt.Key.Key_Tab)
    found = []
    while form.isAncestorOf(focus()):
        found.append(focus().accessibleName() or focus().text())
        QTest.keyClick(focus(), Qt.Key.Key_Tab)
        assert len(found) < 40
    return found


def is_of_gap(name: str) -> bool:
    return name.endswith(("(7:12)", "(5:00)"))


def two_gaps(person: Person) -> None:
    person.sleep(432)
    person.work(10)
    person.sleep(300)


def test_the_drawer_goes_from_gaps_to_buttons(person: Person, hands: Hands) -> None:
    drawer = person.screens.drawer
    two_gaps(person)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    names_are_sound(drawer)
    order = tabbed(drawer)
    gaps = [place for place, name in enumerate(order) if is_of_gap(name)]
    assert len(gaps) == 8
    after = [order.index(name) for name in ("Reached", "Note", "Next contact")]
    presses = (drawer.save_button, drawer.later_button, drawer.resume_button, drawer.discard_row.discard_button)
    buttons = [order.index(press.accessibleName() or press.text()) for press in presses]
    assert [*gaps, *after, *buttons] == sorted([*gaps, *after, *buttons])
    drawer.gaps.take_keyboard()
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Space)
    again = tabbed(drawer)
    assert is_of_gap(again[0]), "made anew, and still first"


def test_all_of_it_is_done_without_a_mouse(person: Person, hands: Hands) -> None:
    two_gaps(person)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    assert focus().accessibleName().startswith("Keep: ")
    hands.press(Qt.Key.Key_Tab)
    assert focus().accessibleName().startswith("Remove: ")
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_A)
    hands.word("Spoke about the week.")
    hands.press(Qt.Key.Key_Return, CTRL)
    assert not person.screens.drawer.isVisible()
    assert person.screens.timer.due == ()


@pytest.mark.parametrize("form", ["split_form", "pad", "palette", "drawer"])
def test_names(person: Person, hands: Hands, form: str) -> None:
    room = person.screens.timer_room
    if form == "split_form":
        person.sleep(432)
    opens = {
        "split_form": (Qt.Key.Key_S, ALT),
        "pad": (Qt.Key.Key_N, CTRL | SHIFT),
        "palette": (Qt.Key.Key_T, CTRL),
        "drawer": (Qt.Key.Key_S, CTRL | SHIFT),
    }
    hands.press(*opens[form])
    names_are_sound(getattr(room, form))


def test_names_of_the_away_bar(person: Person, hands: Hands) -> None:
    bar = person.screens.timer_room.away_bar
    two_gaps(person)
    names_are_sound(bar)
    assert bar.accessibleName() == bar.words_label.text()
    assert [press.toolTip()[-7:] for press in controls(bar)] == ["(Alt+K)", "(Alt+R)", "(Alt+S)", "(Alt+A)"]


def test_the_away_bar_is_whole_at_large_text(person: Person, hands: Hands) -> None:
    bar = person.screens.timer_room.away_bar
    two_gaps(person)
    person.entry.window.resize(960, 460)
    for _ in range(12):
        person.entry.appearance.larger()
    person.settle()
    for press in controls(bar):
        assert press.sizeHint().width() <= press.width(), press.text()
    label = bar.words_label
    assert label.heightForWidth(label.width()) <= label.height(), label.text()
    names_are_sound(bar)


def test_the_away_bar_is_reached_by_the_regions(person: Person, hands: Hands) -> None:
    two_gaps(person)
    seen = set()
    for _ in range(6):
        hands.press(Qt.Key.Key_F6)
        at = focus()
        for _ in range(12):
            seen.add(at.accessibleName())
            QTest.keyClick(focus(), Qt.Key.Key_Tab)
            at = focus()
    assert "Same work — keep" in seen


def test_esc_leads_back_from_the_note_and_what_was_typed_stays(person: Person, hands: Hands) -> None:
    panel, pad = person.screens.panel, person.screens.timer_room.pad
    panel.focus_search()
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Took her pills")
    hands.press(Qt.Key.Key_Escape)
    assert not pad.isVisible()
    assert focus() is panel.search_field
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert pad.note_field.toPlainText() == "Took her pills"
    hands.word(" daily.")
    assert pad.note_field.toPlainText() == "Took her pills daily."


def test_a_note_is_never_the_next_patients(person: Person, hands: Hands) -> None:
    room = person.screens.timer_room
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Took her pills.")
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("bak", Qt.Key.Key_Return)
    hands.in_state("running")
    assert not room.pad.isVisible()
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert room.pad.who_label.text() == "Baker, Test"
    assert room.pad.note_field.toPlainText() == ""
    (due,) = person.screens.timer.due
    assert (due.patient_name, due.note) == ("Lindqvist, Test", "Took her pills."), "it has its note, so it is over"


def test_a_note_left_in_the_drawer_is_there_at_once_again(person: Person, hands: Hands) -> None:
    drawer = person.screens.drawer
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.press(Qt.Key.Key_A)
    hands.word("Took her pills.")
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert not drawer.isVisible()
    QTest.keyClick(focus(), Qt.Key.Key_N, CTRL | SHIFT)  # before the file has answered
    assert (drawer.note_field.toPlainText(), drawer.outcomes.outcome()) == ("Took her pills.", "reached")


def test_the_drawer_of_the_next_patient_keeps_what_was_typed_for_the_first(person: Person, hands: Hands) -> None:
    drawer = person.screens.drawer
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.press(Qt.Key.Key_T, CTRL)
    hands.word("bak", Qt.Key.Key_Return)
    hands.in_state("running")
    drawer.note_field.setFocus()
    for letter in "Took her pills.":
        type_letter(letter)
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    assert drawer.facts.who_label.text() == "Baker, Test"
    assert drawer.note_field.toPlainText() == ""
    notes = {due.patient_name: due.note for due in person.screens.timer.due}
    assert notes == {"Lindqvist, Test": "Took her pills.", "Baker, Test": ""}


def test_what_was_typed_a_moment_ago_is_kept_when_the_window_closes(person: Person, hands: Hands) -> None:
    sent: list[tuple[Any, ...]] = []
    timer = person.screens._desk.office.timer
    save = timer.save_draft

    def noted(*draft: Any) -> Any:
        sent.append(draft[1:])
        return save(*draft)

    timer.save_draft = noted
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    hands.word("Took her pills.")
    person.entry.close()
    assert sent[-1] == ("Took her pills.", None)


def test_without_anything_to_write_the_note_key_says_so(person: Person, hands: Hands) -> None:
    hands.press(Qt.Key.Key_S, CTRL | SHIFT)
    hands.press(Qt.Key.Key_V)
    hands.press(Qt.Key.Key_Return, CTRL)
    hands.press(Qt.Key.Key_N, CTRL | SHIFT)
    assert person.entry.window.toast.texts[-1] == "No note is due."
