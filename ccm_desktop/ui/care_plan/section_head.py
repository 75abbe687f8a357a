"""Above the lines of a section: what it lacks, what can be added, and that there is nothing to write down."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ccm_desktop.domain.plan_sections import BY_KEY, SectionStanding
from ccm_desktop.services.plan_standing import goals_of
from ccm_desktop.services.plan_templates import NewerTemplate
from ccm_desktop.services.plan_views import CarePlanView
from ccm_desktop.ui import figures
from ccm_desktop.ui.care_plan.new_lines import ADD_KEY, KINDS, section_of
from ccm_desktop.ui.care_plan.rows import NOTED, VERSIONS
from ccm_desktop.ui.widgets.button_menu import ButtonMenu
from ccm_desktop.ui.widgets.elided_label import ElidedLabel
from ccm_desktop.ui.widgets.parts import DEFAULT_KEYS, button
from ccm_desktop.ui.widgets.wrapping import Wrapping

INSERT_KEYS = "Ctrl+Shift+L"


class SectionHead(QWidget):
    """One section at a time.

    Signals:
        add_pressed: which kind of line, a key of `new_lines.KINDS`.
        noted: key of the section, and none_known | not_applicable | open.
        compare_pressed: key of the template to put beside the plan.
    """

    add_pressed = Signal(str)
    noted = Signal(str, str)
    compare_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._section = ""
        self.folded = False
        """There is little height: nothing stands above the lines, and one button elsewhere is for all."""
        self._newer: tuple[NewerTemplate, ...] = ()
        self.title_label, self.state_label = ElidedLabel("", "groupTitle"), ElidedLabel("", "caption")
        self.add_buttons = {key: button(f"+ {words}", shortcut=keys) for key, (_, words, keys) in KINDS.items()}
        self.template_button = button("Insert template…", "stack-2", shortcut=INSERT_KEYS)
        self.newer_button = button("", "refresh", role="chip")
        self.newer_button.hide()
        self.none_button, self.not_button = button(""), button("Does not apply")
        self.open_button = button("Take that back")
        self._offers = (*self.add_buttons.values(), self.template_button, self.newer_button, self.none_button,
                        self.not_button, self.open_button)  # fmt: skip
        self.add_button = button("Add", "plus")
        self.add_button.setAccessibleName("Add to this section")
        self.add_button.setToolTip("Add to this section")
        self.add_button.hide()
        self.menu = ButtonMenu(self.add_button, self._offered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(Wrapping(self.title_label, self.state_label))
        column.addWidget(Wrapping(*self._offers))
        for press in self.add_buttons.values():
            press.clicked.connect(self._on_add)
        self.newer_button.clicked.connect(self._on_newer)
        for press in (self.none_button, self.not_button, self.open_button):
            press.clicked.connect(self._on_note)

    def show_for(self, *, lines: bool) -> None:
        """Above lines; the one button in its place while it is folded."""
        self.setVisible(lines and not self.folded)
        self.add_button.setVisible(lines and self.folded and bool(self._offered()))

    def _offered(self) -> list[QPushButton]:
        return [press for press in self._offers if not press.isHidden()]

    def show_section(self, plan: CarePlanView, section: str) -> None:
        """What can be done in that section now."""
        self._section = section
        self.newer_button.setVisible(section == "problems" and bool(self._newer))
        standing = next((one for one in plan.sections if one.key == section), None)
        found = BY_KEY.get(section)
        self.title_label.setText(found.title if found else "Versions")
        for key, press in self.add_buttons.items():
            press.setVisible(section_of(key) == section)
        self.add_buttons["progress"].setVisible(section == "problems" and _has_goal(plan))
        self.template_button.setVisible(section == "problems")
        note = plan.notes.get(section)
        noted = note is not None and note.value.state in NOTED
        offered = bool(found and found.none) and standing is not None and not standing.items and not noted
        self.none_button.setText(found.none if found else "")
        self.none_button.setAccessibleName(self.none_button.text())
        for press in (self.none_button, self.not_button):
            press.setVisible(offered)
        self.open_button.setVisible(noted)
        words = _state(standing, section)
        if noted and note is not None:
            said = "Does not apply" if note.value.state == "not_applicable" else words
            words = f"{said}. Asked {figures.day(note.value.noted_on)}" + (
                f": {note.value.words}" if note.value.words else "."
            )
        self.state_label.setText(words)
        self.state_label.setVisible(bool(words))

    def mark_likely(self, kind: str) -> None:
        """Ins adds a line of that kind now: it stands with its button."""
        for key, press in self.add_buttons.items():
            keys = [one for one in (KINDS[key][2], ADD_KEY if key == kind else "") if one]
            press.setToolTip(f"{press.text()} ({' or '.join(keys)})" if keys else press.text())
            press.setProperty(DEFAULT_KEYS, next(iter(keys), ""))

    def show_newer(self, found: tuple[NewerTemplate, ...]) -> None:
        """A template that lines of the plan came from has another version now: said quietly, above the lines."""
        self._newer = found
        self.newer_button.setVisible(self._section == "problems" and bool(found))
        if found:
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            self.newer_button.setText(f"Template updated: {found[0].title}{more}. Compare…")
            told = [f"{one.title}: the plan has lines of version {one.had}, now it is {one.version}" for one in found]
            self.newer_button.setAccessibleName(self.newer_button.text())
            self.newer_button.setAccessibleDescription(". ".join(told))
            self.newer_button.setToolTip("\n".join(told))

    def _on_newer(self) -> None:
        self.compare_pressed.emit(self._newer[0].key)

    def _on_add(self) -> None:
        self.add_pressed.emit(next(key for key, press in self.add_buttons.items() if press is self.sender()))

    def _on_note(self) -> None:
        state = {self.none_button: "none_known", self.not_button: "not_applicable"}.get(self.sender(), "open")  # type: ignore[call-overload]  # the sender is one of ours
        self.noted.emit(self._section, state)


def _state(standing: SectionStanding | None, section: str) -> str:
    if section == VERSIONS:
        return "Every save is one. Choose one to see what it changed."
    if standing is None:
        return ""
    words = "; ".join(standing.words)
    return f"{words[:1].upper()}{words[1:]}" if words else ""


def _has_goal(plan: CarePlanView) -> bool:
    return bool(goals_of(plan))
