"""Somebody types into a care plan, in a process of their own that can be killed: `python -m tests.faults.plan_typist`.

`type FOLDER PATIENT GOAL WORDS` types the words into a goal's target and says when they are on disk;
`look FOLDER PATIENT` opens the plan again, takes up what is offered, saves it and says what the screen shows.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ccm_desktop.app.entry import Entry
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.entrance import list_users
from tests.services.conftest import PASSPHRASE

_POLL_MS = 10


def say(**what: Any) -> None:
    """One line; it is in the pipe when this returns."""
    os.write(1, json.dumps(what).encode() + b"\n")


class Typist(QObject):
    """Does one step after the other, each when the screen is ready for it."""

    def __init__(self, app: QApplication, folder: Path, patient: str) -> None:
        super().__init__(app)
        self.entry = Entry(app, folder, folder.parent / "window.ini", kdf=QUICK_FOR_TESTS)
        self.entry.window.resize(1366, 689)
        self.entry.open()
        self.entry.unlock_with(list_users(folder)[0].id, PASSPHRASE)
        self.patient = patient
        self.steps: list[tuple[Callable[[], bool], Callable[[], object]]] = []
        self._poll = QTimer(self)
        self._poll.setInterval(_POLL_MS)
        self._poll.timeout.connect(self._go_on)
        self._poll.start()
        self.then(lambda: self.entry.session is not None, lambda: self.screens.open_patient(patient, 2))

    @property
    def screens(self) -> Any:
        assert self.entry.session is not None
        return self.entry.session.screens

    @property
    def plan(self) -> Any:
        return self.screens.workspace.plan

    def then(self, ready: Callable[[], bool], do: Callable[[], object]) -> None:
        """Next, once it can be done."""
        self.steps.append((ready, do))

    def shown(self) -> bool:
        return self.plan.plan is not None and not self.entry.gateway.is_busy

    def _go_on(self) -> None:
        if self.steps and self.steps[0][0]():
            self.steps.pop(0)[1]()


def type_words(typist: Typist, goal: str, words: str) -> None:
    """Into the target, key by key."""

    def type_them() -> None:
        typist.plan.drafts.kept.connect(lambda _at: say(kept=True, status=typist.plan.header.words_label.text()))
        typist.plan.tree.choose(goal)
        QTest.keyClicks(typist.plan.detail.editor("target"), words)

    typist.then(typist.shown, type_them)


def look(typist: Typist) -> None:
    """What is offered, and what a save of it does."""

    def take_up() -> None:
        offered = typist.plan.unsaved_message
        words = offered.text_label.text() if offered.isVisible() else ""
        offered.action_button.click()
        detail = typist.plan.detail
        say(offered=words, target=detail.editor("target").text(), message=detail.message.text_label.text())
        QTest.keyClick(detail.editor("target"), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    typist.then(typist.shown, take_up)
    typist.then(lambda: not typist.entry.gateway.is_busy, lambda: None)

    def end() -> None:
        say(left=len(typist.plan.drafts.all_of(typist.patient)))
        typist.entry.close()
        os._exit(0)

    typist.then(lambda: not typist.entry.gateway.is_busy, end)


def main() -> None:
    """Run one of the two."""
    verb, folder, patient, *more = sys.argv[1:]
    app = QApplication(["ccm-desktop"])
    typist = Typist(app, Path(folder), patient)
    if verb == "type":
        type_words(typist, *more)
    else:
        look(typist)
    app.exec()


if __name__ == "__main__":
    main()
