"""The number goes to the computer's telephone program by key or button, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest

from ccm_desktop.ui.dialling import dialled
from tests.journeys.conftest import Person
from tests.journeys.test_call_mode import CTRL, SHIFT, AtCall


class Telephone(QObject):
    """A program that takes numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[str] = []

    @Slot(QUrl)
    def take(self, address: QUrl) -> None:
        self.taken.append(address.toString())


@pytest.fixture
def telephone() -> Iterator[Telephone]:
    made = Telephone()
    QDesktopServices.setUrlHandler("tel", made, "take")  # type: ignore[arg-type]  # the stub wants bytes, the program a text
    yield made
    QDesktopServices.unsetUrlHandler("tel")


@pytest.fixture
def at_call(person: Person) -> AtCall:
    made = AtCall(person)
    made.enter_list()
    return made


def test_the_number_is_dialled_by_key_from_anywhere_in_the_call(at_call: AtCall, telephone: Telephone) -> None:
    at_call.keys(at_call.page.note.note_edit, Qt.Key.Key_C, CTRL | SHIFT)
    assert telephone.taken == ["tel:5550142277"]
    assert at_call.note() == ""
    assert at_call.page.head.dial_label.isHidden()
    assert at_call.person.screens.timer.view.state == "idle", "dialling starts no clock"


def test_the_number_is_dialled_by_its_button(at_call: AtCall, telephone: Telephone) -> None:
    QTest.keyClick(at_call.page.head.dial_button, Qt.Key.Key_Space)
    assert telephone.taken == ["tel:5550142277"]


def test_where_nothing_takes_numbers_it_says_what_to_do(at_call: AtCall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _address: False)  # as on a computer without such a program
    QTest.keyClick(at_call.page.head.dial_button, Qt.Key.Key_Space)
    shown = at_call.page.head.dial_label
    assert shown.isVisible()
    assert "Dial it by hand" in shown.text()
    assert "555" not in shown.text()
    at_call.room.open(at_call.ids[1])
    assert shown.isHidden(), "it was about the call before"


@pytest.mark.parametrize(("number", "digits"), [
    ("(555) 014-2277", "5550142277"), ("+1 555 014 2277", "+15550142277"), ("555-0142 x12", "5550142"),
    ("no phone", ""), ("", ""), ("555;isub=9", "555"),
])  # fmt: skip
def test_only_digits_are_dialled(number: str, digits: str) -> None:
    assert dialled(number) == digits
