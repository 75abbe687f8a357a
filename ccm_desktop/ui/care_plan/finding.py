"""Find in the plan (ux.md 4.5): words in any section, one place after the other, the keyboard in the field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt

from ccm_desktop.ui.announcing import announce
from ccm_desktop.ui.care_plan.find_bar import FindBar
from ccm_desktop.ui.care_plan.found import Elsewhere, Found, found
from ccm_desktop.ui.care_plan.line_actions import Editor
from ccm_desktop.ui.widgets.parts import on_keys

_FEWEST = 2
"""Characters from which typing goes to the first place: one letter stands everywhere. Enter looks for one too."""


class Finding(QObject):
    """Goes from place to place; nothing is changed by it, and what is typed into a line waits there."""

    def __init__(self, editor: Editor, bar: FindBar) -> None:
        super().__init__(editor)
        self._editor, self.bar = editor, bar
        self._places: tuple[Found, ...] = ()
        self._at = -1
        self._from = ("", "")
        """Section and line where it began."""
        self._elsewhere: tuple[Callable[[], Elsewhere], Callable[[str], None]] | None = None
        bar.edit.textEdited.connect(self._on_typed)
        bar.edit.textChanged.connect(self._on_changed)
        bar.next_button.clicked.connect(self.next)
        bar.previous_button.clicked.connect(self.previous)
        bar.close_button.clicked.connect(self.close)
        editor.header.find_button.clicked.connect(self.open)
        for keys, slot in (("Enter", self.next), ("Shift+Enter", self.previous)):
            on_keys(bar.edit, keys, slot)
        on_keys(bar, "Esc", self.close)
        for keys, slot in (("F3", self.next), ("Shift+F3", self.previous)):
            on_keys(editor, keys, slot)

    def look_into(self, lines: Callable[[], Elsewhere], show: Callable[[str], None]) -> None:
        """A section that another room shows: its lines, and what makes the one of a key current."""
        self._elsewhere = lines, show

    def open(self) -> None:
        """The keyboard in the field, its words chosen."""
        if self._editor.plan is not None:
            self._editor.close_insert()
            if not self.bar.isVisibleTo(self._editor):
                self._from = self._editor.sections.current, self._editor.tree.entity_in_hand()
            self.bar.show()
            self.bar.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.bar.edit.selectAll()

    def close(self) -> None:
        """The keyboard goes to what was found, or back to where it began."""
        if not self.bar.isVisibleTo(self._editor):
            return
        self.bar.hide()
        if not self._places:
            self._editor.show_section(self._from[0])
            self._editor.tree.choose(self._from[1])
        self._editor.show_fields(shown=False)
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Another plan comes: the words were for this one."""
        self.bar.edit.clear()
        self.bar.hide()

    def next(self) -> None:
        """To the next place; after the last comes the first."""
        self._step(1)

    def previous(self) -> None:
        """To the place before; before the first comes the last."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if not self.bar.isVisibleTo(self._editor):
            self.open()
            return
        held = self._places[self._at] if 0 <= self._at < len(self._places) else None
        self._look()  # the plan may be another since
        if held in self._places:
            self._at = self._places.index(held)
        self._go(self._at + by)

    def _on_changed(self, words: str) -> None:
        if not words:
            self._look()
            self._tell()

    def _on_typed(self, words: str) -> None:
        if len(words.strip()) < _FEWEST:
            self.bar.place_label.setText("")
            return
        self._look()
        order = [n for n, place in enumerate(self._places) if place.section == self._from[0]]
        self._go(order[0] if order else 0)

    def _look(self) -> None:
        plan = self._editor.plan
        words = self.bar.edit.text().strip()
        drafts = self._editor.drafts.all_of(plan.patient_id) if plan is not None else ()
        elsewhere = self._elsewhere[0]() if self._elsewhere else {}
        self._places = found(plan, drafts, elsewhere, words) if plan is not None and words else ()

    def _go(self, to: int) -> None:
        self._at = to % len(self._places) if self._places else -1
        if self._places:
            self._show(self._places[self._at])
        self._tell()

    def _show(self, place: Found) -> None:
        editor = self._editor
        editor.show_section(place.section)
        if place.key and self._elsewhere:
            self._elsewhere[1](place.key)
        elif place.opened is not None:
            editor.show_line(place.opened)
            editor.detail.show_field(place.field, place.start, place.length)

    def _tell(self) -> None:
        words = self.bar.edit.text().strip()
        if not words:
            told = ""
        elif not self._places:
            told = f"“{words}” is nowhere in this plan."
        else:
            told = f"{self._at + 1} of {len(self._places)} · {self._places[self._at].words}"
        self.bar.place_label.setText(told)
        for press in (self.bar.previous_button, self.bar.next_button):
            press.setEnabled(len(self._places) > 1)
        if told:
            announce(self.bar.edit, told)
