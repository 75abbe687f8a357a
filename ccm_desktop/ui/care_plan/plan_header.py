"""Above the plan: where it stands, when it was saved, what can be taken back and brought back."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui.care_plan.standing_words import asked_words, lately, standing_words, status_words
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.button_menu import ButtonMenu
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import button, label, rename
from ccm_desktop.ui.widgets.wrapping import Wrapping

_APART = 8


class PlanHeader(QWidget):
    """One line of words and one row of buttons, beside each other where both are whole; a menu for the rest.

    What waits for somebody, an instruction to decide or something to go over again, has its own button while it does.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._folded = False
        self._saved = self._urgent = self._lacking = self._status = self._standing = ""
        self.words_label, self.notes_label = ElidedLabel("", "caption"), label("", "caption", wrap=True)
        self.freshness_button = button("", "circle-check", role="chip")
        self.freshness_button.hide()
        self.find_button = _compact("Find", "search", "Ctrl+F")
        self.undo_button = _compact("Undo", "arrow-back-up", "Ctrl+Z")
        self.redo_button = _compact("Redo", "arrow-forward-up", "Ctrl+Y")
        self.compare_button = button("Compare", "arrows-exchange")
        self.compare_button.setAccessibleName("Compare versions")
        self.compare_button.setToolTip("Compare versions")
        self.print_button = button("Print…", "printer", shortcut="Ctrl+P")
        self.signature_button = button("Signature…", "signature")
        self.instructions_button = button("", shortcut="F12")
        self.teach_button = button("Teach-back…", shortcut="F5")
        self.review_button = button("Review line by line…", "clipboard-check", shortcut="Alt+Shift+L")
        self.merged_button = button("")
        self.copy_button = button("Copy given…", "file-certificate")
        self.export_button = button("Export for another system…", "download")
        self.export_button.setAccessibleName("Export for another system")
        self.more_button = button("More", "dots")
        self.more_button.setAccessibleName("More about this plan")
        self.more_button.setToolTip("More about this plan")
        self.menu = ButtonMenu(self.more_button, self._in_menu)
        self._waiting: set[QPushButton] = set()
        self.merged_button.hide()
        self._seldom = (self.compare_button, self.print_button, self.signature_button, self.review_button,
                        self.teach_button, self.instructions_button, self.copy_button, self.export_button)  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        self._words, self._actions = QWidget(), Wrapping(
            self.find_button, self.undo_button, self.redo_button, self.compare_button, self.print_button,
            self.signature_button, self.review_button, self.instructions_button, self.teach_button, self.copy_button,
            self.export_button, self.merged_button, self.more_button,
        )  # fmt: skip
        words = QHBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.addWidget(self.words_label)
        words.addWidget(self.freshness_button)
        words.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._row.setSpacing(4)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._actions)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self._row)
        column.addWidget(self.notes_label)
        self._show_buttons()

    def fold(self, *, folded: bool) -> None:
        """Where there is little room: one row, the lines of the plan need the rest more."""
        if folded != self._folded:
            self._folded = folded
            self._show_buttons()
            self._show_words()

    def focus_on(self, press: QPushButton) -> QWidget:
        """What has the keyboard for a button of this header: the menu that holds it while it has no room."""
        return self.more_button if press.isHidden() else press

    def show_plan(self, plan: CarePlanView) -> None:
        """Where it stands."""
        missing = f"Missing for a current plan: {', '.join(plan.missing)}." if plan.missing else ""
        conflicts = f"⚠ {plan.conflicts} to resolve." if plan.conflicts else ""
        newer = "⚠ A newer program wrote in it: update this computer to see all of it." if plan.newer else ""
        generic = f"To look at: {'; '.join(plan.generic)}." if plan.generic else ""
        when = self._desk.today(), self._desk.zone
        self._urgent = _together(asked_words(plan, *when), conflicts, newer)
        self._lacking = _together(missing, generic)
        saved = next((version for version in plan.versions if version.by), None)
        self._status, self._standing = status_words(plan, *when), standing_words(plan, *when)
        self._saved = f"Saved {self._when(saved.at)} by {saved.by}" if saved else ""
        said = f"Review: {plan.looked_at} answered, go on…" if plan.looked_at else "Review line by line…"
        rename(self.review_button, said, said)
        self._offer_waiting(len(plan.again), len(plan.differing), plan.looked_at)
        _offer(self.undo_button, "Undo", "Ctrl+Z", plan.undo)
        _offer(self.redo_button, "Redo", "Ctrl+Y", plan.redo)
        self._show_words()

    def show_merged(self, count: int) -> None:
        """How many changes of others came in that were not looked at; nothing is said of none."""
        said = f"Merged without asking: {count} {'change' if count == 1 else 'changes'}"
        self.merged_button.setText(f"{said}…")
        self.merged_button.setAccessibleName(f"{said}. Show them")
        self.merged_button.setToolTip("What other computers changed since you looked: who, when, what was and is")
        self.merged_button.setVisible(bool(count))
        self._turn()

    def show_kept(self, at: int) -> None:
        """What is typed is on this computer, though not in the plan."""
        self._saved = f"Not saved yet, kept here {self._when(at)}"  # short: nothing moves while one types
        self._show_words()

    def _offer_waiting(self, again: int, waiting: int, looked_at: int) -> None:
        self.teach_button.setText(f"Teach-back ↻ {again}…" if again else "Teach-back…")
        self.teach_button.setToolTip("What the patient could say back of the line in hand (F5)")
        self.teach_button.setAccessibleName(f"Teach-back, {again} to go over again" if again else "Teach-back")
        self.instructions_button.setText(f"⚠ {waiting} to decide…" if waiting else "Different instruction…")
        said = "Instructions that differ from the plan"
        self.instructions_button.setAccessibleName(f"{said}, {waiting} to decide" if waiting else said)
        self.instructions_button.setToolTip(f"{said} (F12 for the line in hand)")
        counts = ((self.teach_button, again), (self.instructions_button, waiting), (self.review_button, looked_at))
        self._waiting = {press for press, count in counts if count}
        self._show_buttons()

    def _show_buttons(self) -> None:
        common = () if self._folded else (self.compare_button, self.print_button, self.signature_button)
        for press in self._seldom:
            press.setVisible(press in common or press in self._waiting)
        self._turn()

    def _show_words(self) -> None:
        notes = _together(self._standing and f"{self._standing[0].upper()}{self._standing[1:]}.", self._lacking)
        self.notes_label.setText(_together(self._urgent, notes))
        self.notes_label.setVisible(bool(notes) and not self._folded)
        # What has no room in one row is heard on the button beside it, and seen by resting on it.
        whole = _listed(self._saved, self._urgent, self._status, self._standing, self._lacking) if self._folded else ""
        self.more_button.setAccessibleDescription(whole)
        about = self.more_button.accessibleName()
        self.more_button.setToolTip(f"{about}\n{whole}" if whole else about)
        self._turn()

    def _fit_words(self) -> None:
        """In one row the last and least is left out as a whole; nothing is cut in the midst of its words."""
        told = _listed(self._saved, self._status)
        if self._folded:
            told = next((words for words in self._shorter() if self._has_room(words)), self._urgent or told)
        if told != self.words_label.text():
            self.words_label.setText(told)

    def _shorter(self) -> Iterator[str]:
        """What waits for somebody is kept to the end."""
        parts = [part for part in (self._saved, self._urgent, self._status, self._standing, self._lacking) if part]
        least = 2 if self._saved and self._urgent else 1
        yield from (_listed(*parts[:number]) for number in range(len(parts), least - 1, -1))
        when, _, _ = self._saved.partition(" by ")
        yield from (_listed(when, self._urgent), self._urgent or when)

    def _has_room(self, words: str) -> bool:
        chip = 0 if self.freshness_button.isHidden() else self.freshness_button.sizeHint().width() + _APART
        room = self.width() - self._actions.sizeHint().width() - self._row.spacing() - chip
        return self.words_label.fontMetrics().horizontalAdvance(words) <= room

    def _in_menu(self) -> list[QPushButton]:
        return [press for press in self._seldom if press.isHidden()]

    def _turn(self) -> None:
        """Beside each other where the words are whole, or where one row is all there is."""
        self._fit_words()
        needed = self._words.sizeHint().width() + self._row.spacing() + self._actions.sizeHint().width()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(across if self._folded or self.width() >= needed else down)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # other words, or the chip came
            self._turn()
        return super().event(event)

    def _when(self, at: int) -> str:
        return lately(at, self._desk.today(), self._desk.zone)


def _listed(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _together(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _compact(word: str, icon: str, keys: str) -> QPushButton:
    """An icon: everybody knows it; its name and keys are in the tooltip."""
    made = button(word, icon, shortcut=keys)
    made.setText("")
    return made


def _offer(press: QPushButton, word: str, keys: str, what: str) -> None:
    press.setEnabled(bool(what))
    press.setToolTip(f"{word}: {what} ({keys})" if what else f"Nothing to {word.lower()} ({keys})")
    press.setAccessibleDescription(what)
