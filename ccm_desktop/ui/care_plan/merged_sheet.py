"""What other computers changed in the plan without a question, in the side panel: who, when, what was and is."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ccm_desktop.domain.plan_diff import KINDS
from ccm_desktop.services.plan_merged import Merged, MergedLine
from ccm_desktop.ui import figures
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import Card, label
from ccm_desktop.ui.widgets.side_form import SideForm

_ABOUT = "They came from other computers of the practice and contradict nothing here. Compare shows them too."


class MergedSheet(SideForm):
    """A list; *Seen* lets it rest.

    Signals:
        seen: the `Merged` that was on show.
    """

    seen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("Seen", "check", parent=parent)
        self._desk = desk
        self._shown: Merged | None = None
        self.who_label = label("", "strong", wrap=True)
        self.lines = Card("Merged without asking")
        self.lay_out(self.who_label, self.lines, label(_ABOUT, "caption", wrap=True))

    def open(self, name: str, merged: Merged) -> None:
        """As it was read."""
        self._shown = merged
        self.who_label.setText(name)
        self.lines.set_lines([words for line in merged.lines for words in self._told(line)], "Nothing came in.")
        self.save_button.setFocus()

    def save(self) -> None:
        if self._shown is not None:
            self.seen.emit(self._shown)

    def _told(self, line: MergedLine) -> Iterator[str]:
        change = line.change
        by = f"{line.who} on {line.computer}" if line.who else line.computer
        when = figures.since(line.at, self._desk.zone, self._desk.today())
        yield f"{KINDS[change.kind]}: {change.section} {change.name} — {by}, {when}"
        for pair in change.differing:
            if pair.label != (change.fields[0].label if change.is_named else ""):
                yield f"    {pair.label}: {pair.before or '—'} → {pair.after or '—'}"
            elif pair.before and pair.after:
                yield f"    It was: {pair.before}"
