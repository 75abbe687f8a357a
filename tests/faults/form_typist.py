"""Somebody types into a form beside a plan, in a process that can be killed: `python -m tests.faults.form_typist`.

`type FOLDER PATIENT FORM WORDS` types the words and says when they are on disk; `look FOLDER PATIENT OTHER FORM` opens
another patient's chart, then the patient's, takes up what is offered, records it and says what the screen shows.
"""

from __future__ import annotations

import os
import sys
from operator import attrgetter
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tests.faults.plan_typist import Typist, say

_FORMS = {
    "coordination": ("beside.coordination.form", "beside.coordination.begin", "about"),
    "teach_back": ("beside.teaching.form", "beside.teaching.begin", "words"),
    "instruction": ("beside.instructions.form", "beside.instructions.begin", "says"),
    "reach": ("beside.reach.form", "beside.reach.begin", "note"),
    "coverage": ("beside.coverage.form", "beside.coverage.begin", "payer"),
}
"""By name: the form, what opens it, and the field that takes words."""


class FormTypist(Typist):
    """One of the forms."""

    def __init__(self, app: QApplication, folder: Path, patient: str, form: str) -> None:
        super().__init__(app, folder, patient)
        self.which = form

    @property
    def form(self) -> Any:
        return attrgetter(_FORMS[self.which][0])(self.screens.workspace)

    @property
    def edit(self) -> Any:
        """Where words are typed."""
        return self.form.fields[_FORMS[self.which][2]]

    def begin(self) -> None:
        """Open the form; where it is about a line, for the first one of the medications."""
        attrgetter(_FORMS[self.which][1])(self.screens.workspace)()

    def choose_line(self) -> None:
        self.plan.show_section("medications")

    def offered(self) -> str:
        message = self.screens.workspace.unsaved_message
        return str(message.text_label.text()) if message.isVisible() else ""

    def status(self) -> str:
        return str(self.entry.window.saved_label.text())


def type_words(typist: FormTypist, words: str) -> None:
    """Key by key, and choose what must be chosen."""

    def type_them() -> None:
        typist.screens.workspace.beside.drafts.kept.connect(lambda _at: say(kept=True, status=typist.status()))
        fields = typist.form.fields
        for name in ("result", "choice"):
            if name in fields:
                fields[name].setCurrentIndex(2)
        for name in ("with", "by"):
            if name in fields:
                fields[name].setEditText("Shore Cardiology")
        QTest.keyClicks(typist.edit, words)

    typist.then(typist.shown, typist.choose_line)
    typist.then(lambda: not typist.entry.gateway.is_busy, typist.begin)
    typist.then(lambda: not typist.entry.gateway.is_busy and typist.form.isVisible(), type_them)


def look(typist: FormTypist, other: str) -> None:
    """Whose words they are, what is offered, and what recording does."""

    def idle() -> bool:
        return typist.shown()

    def left() -> int:
        return len(typist.screens.workspace.beside.drafts.all_of(typist.patient))

    def at_other() -> None:
        say(offered_to_other=typist.offered(), status=typist.status())
        typist.screens.open_patient(typist.patient, 2)

    def take_up() -> None:
        say(offered=typist.offered())
        typist.screens.workspace.unsaved_message.action_button.click()

    def record() -> None:
        form, edit = typist.form, typist.edit
        say(words=edit.text() if isinstance(edit, QLineEdit) else edit.toPlainText(), who=form.who_label.text(),
            message=form.message.text_label.text(), still_offered=typist.offered())  # fmt: skip
        QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def end() -> None:
        say(left=left(), status=typist.status())
        typist.entry.close()
        os._exit(0)

    typist.then(typist.shown, lambda: typist.screens.open_patient(other, 2))
    typist.then(idle, at_other)
    typist.then(idle, take_up)
    typist.then(lambda: idle() and typist.form.isVisible(), record)
    typist.then(lambda: not left(), lambda: None)
    typist.then(idle, end)


def main() -> None:
    """Run one of the two."""
    verb, folder, patient, *more = sys.argv[1:]
    app = QApplication(["ccm-desktop"])
    if verb == "type":
        form, words = more
        type_words(FormTypist(app, Path(folder), patient, form), words)
    else:
        other, form = more
        look(FormTypist(app, Path(folder), patient, form), other)
    app.exec()


if __name__ == "__main__":
    main()
