"""The settings page through the real window: applies at once, refuses in words, and is the lead's where it must be."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.app.entry import Entry
from ccm_desktop.domain.billing.policies import POLICIES
from ccm_desktop.domain.calendar import Month
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import NewPractice, list_users
from ccm_desktop.services.forms import PersonProfile, PracticeProfile
from ccm_desktop.services.vault import create_practice
from ccm_desktop.ui.settings.group import NOT_LEAD
from ccm_desktop.ui.settings.page import SettingsPage
from ccm_desktop.ui.settings.place import place_settings
from ccm_desktop.ui.theme import DARK
from tests.fee_files import VALUES, gpci_file, row, rvu_file
from tests.journeys.conftest import HandClock, Person
from tests.ui.test_shell import cut

OCTOBER = Month(2026, 10)
LAKESIDE = NewPractice(
    PracticeProfile("Lakeside Family Medicine", "America/New_York"),
    PersonProfile("Maria Ortiz", "RN", "lead"),
    PersonProfile("Elena Reyes", "MD", "practitioner", "practitioner"),
    "five plain words in a row",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice made once; each test opens a copy."""
    folder = tmp_path_factory.mktemp("made") / "practice"
    create_practice(folder, LAKESIDE, HandClock(), QUICK_FOR_TESTS).close()
    return folder


@pytest.fixture
def person(qtbot: QtBot, qapp: QApplication, made: Path, tmp_path: Path) -> Iterator[Person]:
    """The lead, on the settings page."""
    clock, folder = HandClock(), tmp_path / "practice"
    shutil.copytree(made, folder)
    entry = Entry(qapp, folder, tmp_path / "window.ini", clock=clock, kdf=QUICK_FOR_TESTS)
    entry.window.resize(1366, 689)
    entry.open()
    entry.unlock_with(list_users(folder)[0].id, LAKESIDE.passphrase)
    person = Person(qtbot, entry, clock)
    person.until(lambda: entry.session is not None)
    person.settle()
    open_settings(person)
    yield person
    entry.close()
    entry.window.deleteLater()
    entry.deleteLater()


def page(person: Person) -> SettingsPage:
    session = person.entry.session
    assert session is not None
    return session.settings


def office(person: Person) -> Any:
    return person.screens._desk.office


def open_settings(person: Person) -> None:
    person.entry.window.show_page("settings")
    person.settle()


def group(person: Person, key: str) -> Any:
    page(person).open(key)
    person.settle()
    return page(person).groups[key]


def profile(person: Person) -> PracticeProfile:
    found: PracticeProfile = office(person).people.practice().value
    return found


def choose(person: Person, box: QComboBox, value: str) -> None:
    """As a person does in the open list."""
    place = box.findData(value)
    box.setCurrentIndex(place)
    box.activated.emit(place)
    person.settle()


def test_it_opens_by_its_key_with_the_search_in_hand_where_the_person_was_last(person: Person) -> None:
    group(person, "fees")
    person.entry.window.show_page("panel")
    person.to_front()
    QTest.keyClick(person.entry.window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    person.settle()
    assert person.entry.window.current_page() == "settings"
    assert QApplication.focusWidget() is page(person).search_edit
    assert page(person).stack.currentWidget() is page(person).groups["fees"]
    assert person.entry.appearance.memory.text("settings/group", "") == "fees"
    assert page(person).group_list.item(0).text() == "Practice"


def test_a_line_of_text_is_taken_by_enter_or_by_leaving_it(person: Person) -> None:
    rows = group(person, "practice").rows
    rows["name"].edit.setFocus()
    rows["name"].edit.selectAll()
    QTest.keyClicks(rows["name"].edit, "Lakeside & Sons")
    QTest.keyClick(rows["name"].edit, Qt.Key.Key_Return)
    person.settle()
    assert profile(person).name == "Lakeside & Sons"
    assert person.entry.window.user_label.text().startswith("Lakeside & Sons · ")
    person.to_front()
    rows["phone"].edit.setFocus()
    QTest.keyClicks(rows["phone"].edit, "(555) 010-1111")
    QTest.keyClick(rows["phone"].edit, Qt.Key.Key_Tab)
    person.settle()
    assert profile(person).phone == "(555) 010-1111"


def test_esc_puts_a_line_back(person: Person) -> None:
    person.to_front()
    edit = group(person, "practice").rows["name"].edit
    edit.setFocus()
    QTest.keyClicks(edit, "X")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert edit.text() == profile(person).name == "Lakeside Family Medicine"


def test_changes_in_quick_succession_are_all_kept_and_none_is_a_conflict(person: Person) -> None:
    rows = group(person, "practice").rows
    for key, value in (("name", "One"), ("address", "Two"), ("phone", "Three"), ("name", "Four")):
        rows[key].edit.setText(value)
        rows[key].edit.setModified(True)
        rows[key].edit.editingFinished.emit()
    person.settle()
    person.settle()
    held = office(person).people.practice()
    assert (held.value.name, held.value.address, held.value.phone, held.others) == ("Four", "Two", "Three", ())


def test_what_cannot_be_is_refused_beside_the_row_and_the_text_stays(person: Person) -> None:
    name = group(person, "practice").rows["name"]
    name.edit.setText("")
    name.edit.setModified(True)
    name.edit.editingFinished.emit()
    person.settle()
    assert name.error_label.text().startswith("The practice has no name.")
    assert not name.error_label.isHidden()
    group(person, "practice")  # asks anew
    assert (name.edit.text(), profile(person).name) == ("", "Lakeside Family Medicine")
    assert not name.error_label.isHidden()


def test_a_version_somebody_else_wrote_at_the_same_time_is_told(person: Person) -> None:
    people = office(person).people
    form = people.practice()
    for name in ("One", "Two"):
        people.save_practice(replace(form, value=replace(form.value, name=name)))
    found = group(person, "practice")
    assert "two versions" in found.message.text_label.text()


def test_the_place_of_service_is_chosen_and_restored(person: Person) -> None:
    found = group(person, "practice").rows["setting"]
    assert found.restore_button.isHidden()
    choose(person, found.box, "hospital_outpatient")
    assert profile(person).setting == "hospital_outpatient"
    QTest.mouseClick(found.restore_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert profile(person).setting == "office"
    assert found.restore_button.isHidden()


def test_scrolling_over_a_choice_changes_nothing(person: Person) -> None:
    box = group(person, "practice").rows["setting"].box
    box.setFocus()
    middle = QPointF(box.rect().center())
    turn = QWheelEvent(
        middle, QPointF(box.mapToGlobal(box.rect().center())), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    person.settle()
    assert (box.currentData(), profile(person).setting) == ("office", "office")


def test_every_policy_is_on_one_page_with_its_default_and_source(person: Person) -> None:
    rows = group(person, "policies").rows
    assert set(rows) == {policy.key for policy in POLICIES}
    for policy in POLICIES:
        shown = rows[policy.key]
        assert shown.title_label.text() == policy.question
        assert policy.cite in shown.caption_label.text()
        assert f"Conservative default: {policy.choices[policy.default]}" in shown.caption_label.text()
        assert shown.value() == policy.default
        marked = [n for n in range(shown.box.count()) if shown.box.itemText(n).endswith("(default)")]
        assert [shown.box.itemData(n) for n in marked] == [policy.default]


def test_another_choice_waits_for_its_reason_and_the_default_does_not(person: Person) -> None:
    found = group(person, "policies").rows["unanswered_calls"]
    policies = office(person).policies
    choose(person, found.box, "voicemail")
    assert found.is_asking()
    assert policies.in_force().unanswered_calls == "none"
    QTest.mouseClick(found.keep_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert "no reason" in found.error_label.text()
    assert policies.in_force().unanswered_calls == "none"
    QTest.keyClicks(found.reason_edit, "Our contractor answered in writing")
    QTest.keyClick(found.reason_edit, Qt.Key.Key_Return)
    person.settle()
    assert policies.in_force().unanswered_calls == "voicemail"
    assert not found.is_asking()
    assert "Our contractor answered in writing" in found.reason_label.text()
    assert "Maria Ortiz" in found.reason_label.text()
    QTest.mouseClick(found.restore_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert policies.in_force().unanswered_calls == "none"
    assert found.value() == "none"


def test_a_choice_that_is_given_up_goes_back_to_what_held(person: Person) -> None:
    found = group(person, "policies").rows["unanswered_calls"]
    choose(person, found.box, "all")
    choose(person, found.box, "none")
    assert not found.is_asking()
    assert office(person).policies.lines()[0].form.at == 0  # nothing was recorded


@pytest.mark.parametrize("key", ["practice", "policies"])
def test_what_is_the_leads_is_shown_to_others_disabled_and_says_why(person: Person, key: str) -> None:
    office(person).context.person = office(person).context.practice().billing_practitioner
    found = group(person, key)
    assert found.message.text_label.text() == NOT_LEAD
    editors = [shown.editor for shown in found.rows.values() if isinstance(shown.editor, QLineEdit | QComboBox)]
    assert editors
    assert {(editor.isEnabled(), editor.toolTip()) for editor in editors} == {(False, NOT_LEAD)}
    assert all(shown.restore_button.isHidden() for shown in found.rows.values())


def test_others_see_the_fees_and_change_none(person: Person) -> None:
    office(person).context.person = office(person).context.practice().billing_practitioner
    found = group(person, "fees")
    assert found.message.text_label.text() == NOT_LEAD
    assert not any(part.isEnabled() for part in (found.import_button, found.use_button, found.shipped_button))


def test_in_a_year_without_rules_the_fees_say_so_and_refuse_nothing(person: Person) -> None:
    told: list[object] = []
    person.entry.gateway.problem.connect(told.append)
    person.clock.push(90 * 86_400)  # January 2027
    fees = group(person, "fees")
    person.until(lambda: bool(fees.now_label.text()))
    assert fees.now_label.text() == "January 2027 goes by: no fees yet. No rule tables for 2027."
    assert fees.tables.isVisible()
    assert not fees.use_button.isEnabled()
    assert told == []


def test_how_it_looks_is_anybodys_own_and_remembered(person: Person) -> None:
    office(person).context.person = office(person).context.practice().billing_practitioner
    found = group(person, "look")
    choose(person, found.scheme_row.box, "dark")
    choose(person, found.size_row.box, "150")
    assert person.entry.theme.tokens is DARK
    assert person.entry.theme.scale == 1.5
    memory = person.entry.appearance.memory
    assert (memory.text("scheme", ""), memory.text("text", "")) == ("dark", "150")
    QTest.mouseClick(found.size_row.restore_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert (person.entry.theme.scale, found.size_row.value()) == (1.0, "100")
    person.entry.appearance.larger()
    person.settle()
    assert found.size_row.value() == "112"


def test_the_search_finds_rows_in_every_group(person: Person) -> None:
    shown = page(person)
    shown.open("practice")
    QTest.keyClicks(shown.search_edit, "telehealth")
    person.settle()
    assert shown.stack.currentWidget() is shown.groups["policies"]
    visible = [row_ for row_ in shown.groups["policies"].rows.values() if row_.isVisible()]
    assert [row_.key for row_ in visible] == ["visit_by_telehealth"]
    shown.search_edit.setText("gpci")
    assert shown.stack.currentWidget() is shown.groups["fees"]
    shown.search_edit.setText("no such words")
    assert shown.nothing_label.isVisible()
    assert not shown.area.isVisible()
    shown.search_edit.clear()
    assert all(not shown.group_list.item(n).isHidden() for n in range(shown.group_list.count()))
    assert shown.area.isVisible()


@pytest.fixture
def unseen(person: Person) -> Iterator[SettingsPage]:
    """The page before anybody came to it."""
    session = person.entry.session
    assert session is not None
    person.entry.appearance.memory.remember("settings/group", "")
    made = place_settings(session._desk, person.entry.window, session.surfaces.options, session._spelling)
    yield made
    made.deleteLater()


def test_at_first_sight_only_the_group_on_show_is_made_and_the_others_follow(
    person: Person, unseen: SettingsPage
) -> None:
    unseen.open()
    assert list(unseen.groups) == ["practice"]
    person.until(lambda: len(unseen.groups) == unseen.group_list.count() > 1)
    person.settle()
    assert unseen.groups["policies"].rows["visit_by_telehealth"].value()


def test_whoever_types_at_once_is_answered_from_every_group(person: Person, unseen: SettingsPage) -> None:
    unseen.open()
    unseen.search_edit.setText("telehealth")
    assert unseen.stack.currentWidget() is unseen.groups["policies"]
    unseen.search_edit.setText("gpci")
    assert unseen.stack.currentWidget() is unseen.groups["fees"]
    unseen.search_edit.clear()
    unseen.group_list.setCurrentRow(0)
    assert unseen.stack.currentWidget() is unseen.groups["practice"]


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    values, gpci = tmp_path / "PPRRVU2026_Oct_nonQPP.csv", tmp_path / "GPCI2026.csv"
    values.write_bytes(rvu_file())
    gpci.write_bytes(gpci_file())
    return str(values), str(gpci)


def test_a_fee_table_is_looked_at_kept_used_and_given_up_again(person: Person, files: tuple[str, str]) -> None:
    fees = group(person, "fees")
    assert "national, not your locality" in fees.now_label.text()
    QTest.mouseClick(fees.import_button, Qt.MouseButton.LeftButton)
    assert not fees.form.keep_use_button.isEnabled()
    fees.form.read_values(files[0])
    person.settle()
    assert "non-facility rate, conversion factor 33.4009" in fees.form.preview_label.text()
    fees.form.read_localities(files[1])
    person.settle()
    fees.form.locality_box.setCurrentIndex(fees.form.locality_box.findData("09102-04"))
    person.settle()
    assert office(person).fees.tables() == ()
    QTest.mouseClick(fees.form.keep_use_button, Qt.MouseButton.LeftButton)
    person.settle()
    words = "2026 October Release, MIAMI, FL (09102-04)"
    assert fees.now_label.text() == f"October 2026 goes by: {words}"
    assert {line.code: line.amount for line in fees.amounts.rows_model.rows}["99490"] == Decimal("69.95")
    assert fees.form.isHidden()
    person.entry.window.show_page("month")
    person.settle()
    assert person.screens.month_end.patients.totals_label.text().endswith(words)
    open_settings(person)
    QTest.mouseClick(fees.shipped_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert "national, not your locality" in fees.now_label.text()
    QTest.mouseClick(fees.use_button, Qt.MouseButton.LeftButton)
    person.settle()
    assert office(person).fees.prices(OCTOBER).words == words


def test_a_fee_file_in_doubt_is_refused_on_the_form_and_cannot_be_kept(person: Person, files: tuple[str, str]) -> None:
    fees = group(person, "fees")
    fees.open_form()
    fees.form.read_values(files[0])
    person.settle()
    assert fees.form.keep_button.isEnabled()
    Path(files[0]).write_bytes(rvu_file([row(code) for code in VALUES if code != "99490"]))
    fees.form.look()
    person.settle()
    assert "99490" in fees.form.message.text_label.text()
    assert not fees.form.keep_button.isEnabled()
    Path(files[0]).write_bytes(rvu_file())
    fees.form.look()
    person.settle()
    assert fees.form.keep_button.isEnabled()
    fees.form.read_localities(files[0])
    person.settle()
    assert "Locality Number is missing" in fees.form.message.text_label.text()
    assert not fees.form.keep_button.isEnabled()
    person.to_front()
    fees.form.cancel_button.setFocus()
    QTest.keyClick(fees.form.cancel_button, Qt.Key.Key_Escape)
    person.settle()
    assert fees.form.isHidden()
    assert office(person).fees.tables() == ()


@pytest.mark.parametrize("percent", [100, 200])
def test_nothing_is_cut_and_everything_has_its_name(person: Person, percent: int, files: tuple[str, str]) -> None:
    person.entry.appearance.show_size(percent)
    for key in page(person).groups:
        found = group(person, key)
        if key == "fees":
            found.open_form()
            found.form.read_values(files[0])
            person.settle()
        for size in ((1366, 689), (683, 384)):
            person.entry.window.resize(*size)
            person.settle()
            assert cut(person.entry.window) == [], f"{key} at {size} and {percent} %"
        names = [
            widget.accessibleName()
            for widget in found.findChildren(QWidget)
            if isinstance(widget, QAbstractButton | QLineEdit | QComboBox)
            and widget.isVisible()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not isinstance(widget.parent(), QComboBox)
        ]
        assert all(names), key
        assert len(names) == len(set(names)), key


def test_the_keyboard_alone_reaches_every_row(person: Person) -> None:
    person.to_front()
    found = group(person, "practice")
    page(person).search_edit.setFocus()
    reached = []
    for _ in range(40):
        QTest.keyClick(person.entry.window, Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    editors = {shown.editor for shown in found.rows.values() if shown.key != "time_zone"}
    assert editors <= set(reached)
    assert page(person).group_list in reached
