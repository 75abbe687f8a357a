"""Above the plan: where it stands, when it was saved, what can be taken back and brought back."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from ccm_desktop.services.plan_views import CarePlanView, PlanVersionLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import button, label
from ccm_desktop.ui.widgets.wrapping import Wrapping


class PlanHeader(QWidget):
    """Words, and the buttons below them; folded, one line of each, and a menu for what is seldom pressed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.status_label, self.saved_label = label("", "caption", wrap=True), label("", "caption", wrap=True)
        self.find_button = button("Find", "search", shortcut="Ctrl+F")
        self.undo_button = button("Undo", "arrow-back-up", shortcut="Ctrl+Z")
        self.redo_button = button("Redo", "arrow-forward-up", shortcut="Ctrl+Y")
        self.copy_button = button("Copy given…", "file-certificate")
        self.print_button = button("Print…", "printer")
        self.freshness_button = button("", "circle-check", role="chip")
        self.freshness_button.hide()
        self.compare_button = button("Compare versions", "arrows-exchange")
        self.signature_button = button("Signature…", "signature")
        self.instructions_button = button("", shortcut="F12")
        self.teach_button = button("Teach-back…", shortcut="F5")
        self.export_button = button("Export…", "download")
        self.export_button.setAccessibleName("Export for another system")
        self.more_button, self._menu = button("More", "menu-2"), QMenu(self)
        self.more_button.setAccessibleName("More about this plan")
        self.more_button.setMenu(self._menu)
        self._seldom = (self.compare_button, self.copy_button, self.print_button, self.signature_button,
                        self.teach_button, self.instructions_button, self.export_button)  # fmt: skip
        self._menu.aboutToShow.connect(self._fill_menu)
        self._menu.triggered.connect(self._on_chosen)
        self.brief_label = ElidedLabel("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.brief_label)
        column.addWidget(self.status_label)
        column.addWidget(self.saved_label)
        column.addWidget(Wrapping(
            self.freshness_button, self.find_button, self.undo_button, self.redo_button, self.compare_button,
            self.copy_button, self.print_button, self.signature_button, self.teach_button, self.instructions_button,
            self.export_button, self.more_button,
        ))  # fmt: skip
        self.fold(folded=False)

    def fold(self, *, folded: bool) -> None:
        """Where there is little room: the lines of the plan need it more."""
        self.more_button.setVisible(folded)
        self.brief_label.setVisible(folded)
        for words in (self.status_label, self.saved_label):
            words.setVisible(not folded)
        for press in self._seldom:
            press.setVisible(not folded)

    def show_plan(self, plan: CarePlanView) -> None:
        """Where it stands."""
        missing = f"Missing for a current plan: {', '.join(plan.missing)}." if plan.missing else ""
        version = _version(plan.versions[0]) if plan.versions else ""
        conflicts = f" {plan.conflicts} to resolve." if plan.conflicts else ""
        newer = " A newer program wrote in it: update this computer to see all of it." if plan.newer else ""
        generic = f" To look at: {'; '.join(plan.generic)}." if plan.generic else ""
        words = f"{plan.status.capitalize()} plan. {version}{missing}{conflicts}{newer}{generic}"
        self.status_label.setText(" ".join(words.split()))
        saved = next((version for version in plan.versions if version.by), None)
        self._say_saved(f"Saved {self._when(saved.at)} on this computer" if saved else "")
        again = len(plan.again)
        self.teach_button.setText(f"Teach-back ↻ {again}…" if again else "Teach-back…")
        self.teach_button.setToolTip("What the patient could say back of the line in hand (F5)")
        self.teach_button.setAccessibleName(f"Teach-back, {again} to go over again" if again else "Teach-back")
        waiting = len(plan.differing)
        self.instructions_button.setText(f"⚠ {waiting} to decide…" if waiting else "Different instruction…")
        said = "Instructions that differ from the plan"
        self.instructions_button.setAccessibleName(f"{said}, {waiting} to decide" if waiting else said)
        self.instructions_button.setToolTip(f"{said} (F12 for the line in hand)")
        _offer(self.undo_button, "Undo", "Ctrl+Z", plan.undo)
        _offer(self.redo_button, "Redo", "Ctrl+Y", plan.redo)

    def show_kept(self, at: int) -> None:
        """What is typed is on this computer, though not in the plan."""
        self._say_saved(f"Not saved yet. What you typed is kept on this computer, {self._when(at)}")

    def _say_saved(self, words: str) -> None:
        self.saved_label.setText(words)
        self.brief_label.setText(" · ".join(part for part in (words, self.status_label.text()) if part))

    def _fill_menu(self) -> None:
        """As the buttons are now, with why one cannot be pressed."""
        self._menu.clear()
        self._menu.setToolTipsVisible(True)
        for press in self._seldom:
            action = self._menu.addAction(press.icon(), press.accessibleName())
            action.setEnabled(press.isEnabled())
            action.setToolTip(press.toolTip())
            action.setData(press)

    def _on_chosen(self, action: QAction) -> None:
        press = action.data()
        if isinstance(press, QPushButton):
            press.click()

    def _when(self, at: int) -> str:
        words = figures.instant(at, self._desk.zone)
        today = figures.short_day(self._desk.today().isoformat())
        return words.removeprefix(f"{today}, ")


def _version(newest: PlanVersionLine) -> str:
    """Nobody saved one that only names what came in before a paper or a signature."""
    return f"Version {newest.number}{f', saved by {newest.by}' if newest.by else ''}. "


def _offer(press: QPushButton, word: str, keys: str, what: str) -> None:
    press.setEnabled(bool(what))
    press.setToolTip(f"{word}: {what} ({keys})" if what else f"Nothing to {word.lower()} ({keys})")
    press.setAccessibleDescription(what)
