"""Spell check while writing: what is underlined, what is offered, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from ccm_desktop.interop import word_list
from ccm_desktop.services.forms import Form, GoalText
from ccm_desktop.ui.care_plan.inline_edit import InlineText
from ccm_desktop.ui.spelling.marks import SpellingMarks
from ccm_desktop.ui.spelling.menu import ADD, IGNORE, LOOKING, NONE
from ccm_desktop.ui.spelling.spelling import OFF, ON
from tests.journeys.conftest import Person
from tests.journeys.hands import CTRL, focus, type_letter
from tests.journeys.test_keyboard import add_enrolled, open_tab
from tests.journeys.test_settings import group
from tests.journeys.test_window import first_run

ANNOUNCE = "ccm_desktop.ui.spelling.marks.announce"


@pytest.fixture
def patient(person: Person) -> str:
    first_run(person)
    person.to_front()
    return add_enrolled(person, "Baker")


@pytest.fixture(autouse=True)
def no_menu_stays() -> Iterator[None]:
    yield
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()


def new_goal(person: Person, patient: str, field: str = "description") -> QWidget:
    """A field of a new goal, with the keyboard."""
    editor = open_tab(person, patient, 2).plan
    editor.add_buttons["goal"].click()
    editor.detail.editor(field).setFocus()
    person.settle()
    assert focus() is editor.detail.editor(field)
    return focus()  # type: ignore[no-any-return]


def type_words(person: Person, words: str) -> None:
    for letter in words:
        type_letter(letter)
    person.settle()


def marked(field: QWidget) -> list[str]:
    marks = field.findChild(SpellingMarks)
    assert isinstance(marks, SpellingMarks)
    return [span.word for span in marks.spans]


def ask(edit: QWidget) -> None:
    QTest.keyClick(edit, Qt.Key.Key_Semicolon, CTRL)


def offered() -> list[str]:
    """What the open menu has above the field's own entries."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    words = [action.text() for action in menu.actions()]
    return [word for word in words[: words.index(IGNORE) + 1] if word]


def choose(person: Person, words: str) -> None:
    """By keyboard, in the open menu."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for _ in menu.actions():
        if menu.activeAction().text() == words:
            QTest.keyClick(menu, Qt.Key.Key_Return)
            person.settle()
            person.to_front()
            return
        QTest.keyClick(menu, Qt.Key.Key_Down)
    pytest.fail(f"{words} is not to be reached")


def test_a_finished_word_is_underlined_and_put_right_by_keyboard(
    person: Person, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(ANNOUNCE, lambda _source, words: heard.append(words))
    for field in ("description", "barriers"):  # a line, and several
        edit: Any = new_goal(person, patient, field)
        type_words(person, "Take metformin dialy")
        assert marked(edit) == []  # it may still become something
        type_words(person, " with food")
        assert marked(edit) == ["dialy"]
        assert heard == ["dialy: not in the dictionary"]
        ask(edit)
        assert offered()[0] == "daily"
        assert offered()[-2:] == [ADD, IGNORE]
        choose(person, "daily")
        assert (edit.text() if field == "description" else edit.toPlainText()) == "Take metformin daily with food"
        assert marked(edit) == []
        ask(edit)
        assert heard.pop() == "No word is underlined"
        edit.undo()
        QTest.keyClick(edit, Qt.Key.Key_Home)
        assert marked(edit) == ["dialy"]
        heard.clear()


def test_the_word_that_is_pressed_on_is_the_one_that_is_meant(person: Person, patient: str) -> None:
    edit: Any = new_goal(person, patient, "barriers")
    type_words(person, "Pateint forgets pils. ")
    assert marked(edit) == ["Pateint", "pils"]
    own, reason = edit.viewport(), QContextMenuEvent.Reason
    cursor = edit.textCursor()
    cursor.setPosition(3)
    inside = edit.cursorRect(cursor).center()
    QApplication.sendEvent(own, QContextMenuEvent(reason.Mouse, inside, own.mapToGlobal(inside)))
    assert offered()[:2] == ["Patient", "Patent"]
    choose(person, "Patient")
    cursor.setPosition(18)
    edit.setTextCursor(cursor)
    here = edit.cursorRect().center()
    QApplication.sendEvent(edit, QContextMenuEvent(reason.Keyboard, here, edit.mapToGlobal(here)))
    assert "pills" in offered()
    choose(person, "pills")
    assert edit.toPlainText() == "Patient forgets pills. "
    QApplication.sendEvent(own, QContextMenuEvent(reason.Mouse, inside, own.mapToGlobal(inside)))
    own_menu = QApplication.activePopupWidget()
    assert isinstance(own_menu, QMenu)
    assert IGNORE not in [action.text() for action in own_menu.actions()]


def test_more_slips_are_found_while_the_menu_is_open(person: Person, patient: str) -> None:
    edit: Any = new_goal(person, patient)
    type_words(person, "No diahrea qqqqqqqqqq today")
    QTest.keyClick(edit, Qt.Key.Key_Home)
    ask(edit)
    assert offered() == [LOOKING, ADD, IGNORE]
    person.settle()
    assert offered() == ["diarrhea", ADD, IGNORE]
    choose(person, "diarrhea")
    ask(edit)  # on to the next
    person.settle()
    assert offered() == [NONE, ADD, IGNORE]
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()
    person.to_front()
    edit.setText("Walk dialy")
    ask(edit)
    edit.setText("Rest today, please")  # somebody else saved meanwhile, and the form shows it
    choose(person, "daily")
    assert edit.text() == "Rest today, please"


def test_own_words_hold_everywhere_ignored_ones_and_names_in_their_chart(person: Person, patient: str) -> None:
    other = add_enrolled(person, "Wojcikowsky")
    edit = new_goal(person, patient)
    type_words(person, "Pillpal and zumbaa now")
    assert marked(edit) == ["Pillpal", "zumbaa"]
    QTest.keyClick(edit, Qt.Key.Key_Home)
    ask(edit)
    choose(person, ADD)
    assert marked(edit) == ["zumbaa"]
    ask(edit)
    choose(person, IGNORE)
    assert marked(edit) == []
    again = new_goal(person, patient, "barriers")
    type_words(person, "zumbaa Wojcikowsky ")
    assert marked(again) == ["Wojcikowsky"]
    elsewhere = new_goal(person, other, "barriers")
    type_words(person, "pillpal zumbaa Mrs. Wojcikowsky's, Maria Ortiz ")
    assert marked(elsewhere) == ["zumbaa"]
    measure = new_goal(person, other, "measure")
    type_words(person, "Wojcikowski ")
    ask(measure)
    person.settle()
    assert offered() == [NONE, ADD, IGNORE]  # a name is right, and never offered


def test_a_line_written_in_place_is_checked_and_its_menu_does_not_end_the_writing(person: Person, patient: str) -> None:
    plans = person.screens._desk.office.care_plans
    problem = plans.view(patient).problems[0].code.entity
    (goal,) = plans.save(patient, [Form("", GoalText("Walk", problem))]).value
    editor = open_tab(person, patient, 2).plan
    person.to_front()
    editor.tree.setFocus()
    editor.tree.choose(goal)
    QTest.keyClick(editor.tree, Qt.Key.Key_F2)
    text = focus()
    assert isinstance(text, InlineText)
    person.settle()
    type_words(person, "Wlak every day")
    assert marked(text) == ["Wlak"]
    QTest.keyClick(text, Qt.Key.Key_Home)
    ask(text)
    choose(person, "Walk")
    assert focus() is text
    QTest.keyClick(text, Qt.Key.Key_Return)
    person.settle()
    assert plans.view(patient).problems[0].goals[0].text.value.description == "Walk every day"


def test_the_words_of_a_patient_who_speaks_spanish_are_left_alone(person: Person, patient: str) -> None:
    english = new_goal(person, patient, "patient_words")
    type_words(person, "I want to wlak ")
    assert marked(english) == ["wlak"]
    desk = person.screens._desk
    form = desk.office.patients.contact(patient)
    spanish = replace(form, value=replace(form.value, language="Spanish"))
    desk.gateway.send(partial(desk.office.patients.save, spanish))
    person.settle()
    staff = new_goal(person, patient, "barriers")
    type_words(person, "Quiero caminar ")
    assert marked(staff) == ["Quiero", "caminar"]
    own = new_goal(person, patient, "patient_words")
    type_words(person, "Quiero caminar ")
    assert marked(own) == []


def test_underlining_edits_nothing(person: Person, patient: str) -> None:
    """No draft comes of it, and undo knows nothing of it."""
    plans = person.screens._desk.office.care_plans
    problem = plans.view(patient).problems[0].code.entity
    (goal,) = plans.save(patient, [Form("", GoalText("Wlak dialy", problem, barriers="Forgets pils"))]).value
    editor = open_tab(person, patient, 2).plan
    editor.tree.choose(goal)
    person.settle()
    said: list[str] = []
    for name, words in (("description", ["Wlak", "dialy"]), ("barriers", ["pils"])):
        edit = editor.detail.editor(name)
        edit.textChanged.connect(partial(said.append, name))
        edit.setFocus()
        person.settle()
        assert marked(edit) == words
        edit.findChild(SpellingMarks)._spelling.changed.emit()  # all is looked up anew
        edit.findChild(SpellingMarks)._on_theme()
        assert marked(edit) == words
    assert said == []
    assert not editor.detail.editor("description").isUndoAvailable()
    assert not editor.detail.editor("barriers").document().isUndoAvailable()
    editor.tree.setFocus()
    person.settle()
    assert editor.drafts.all_of(patient) == ()


def test_switch_and_own_words_are_in_the_settings(person: Person, patient: str) -> None:
    edit = new_goal(person, patient)
    type_words(person, "Wlak pillpal zumbaa daily")
    assert marked(edit) == ["Wlak", "pillpal", "zumbaa"]
    person.entry.window.show_page("settings")
    person.settle()
    spelling = group(person, "spelling")
    spelling.on_row.chosen.emit(OFF)
    assert marked(edit) == []
    spelling.on_row.chosen.emit(ON)
    spelling.words_edit.setPlainText("Pillpal, zumbaa")
    QTest.mouseClick(spelling.save_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert spelling.words_edit.toPlainText() == "pillpal\nzumbaa"
    assert marked(edit) == ["Wlak"]
    spelling.words_edit.setPlainText("x" * 50)
    QTest.mouseClick(spelling.save_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert "at most" in spelling.error_label.text()
    spelling.words_edit.setPlainText("zumbaa")
    QTest.mouseClick(spelling.save_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert spelling.error_label.text() == ""
    assert marked(edit) == ["Wlak", "pillpal"]


def test_without_a_dictionary_one_writes_as_before_and_the_settings_say_so(
    person: Person, patient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any) -> bytes:
        raise OSError("gone")

    word_list.english.cache_clear()
    monkeypatch.setattr("spellchecker.spellchecker.pkgutil.get_data", gone)
    edit: Any = new_goal(person, patient)
    type_words(person, "Wlak dialy ")
    assert edit.text() == "Wlak dialy "
    assert marked(edit) == []
    person.entry.window.show_page("settings")
    person.settle()
    message = group(person, "spelling").message
    assert message.isVisibleTo(message.window())
    assert "cannot be read" in message.text_label.text()
