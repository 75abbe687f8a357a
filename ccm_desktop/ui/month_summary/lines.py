"""The lines of a summary: what may be left out has a tick."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ccm_desktop.domain.month_summary import MAY_BE_LEFT_OUT, PARTS, SummaryLine
from ccm_desktop.services.summary_views import SummaryView

_HEADINGS = {
    "changed": "What changed",
    "emergency": "Call 911 right away if", "same_day": "Call the same day if", "call": "Call us if",
    "worried": "When to call us", "did": "What we did", "next": "What comes next", "words": "Our own words",
}  # fmt: skip
_BEFORE = {"phone": "Phone", "after_hours": "After hours"}
"""Parts of one short line, which need no heading."""
_KEY = Qt.ItemDataRole.UserRole


class SummaryLines(QListWidget):
    """As on the paper, part by part; lines that were left out stand where they would.

    Signals:
        turned: key of a line, and whether it is to be left out.
        transcript_asked: entity of the contact that the line rests on.
    """

    turned = Signal(str, bool)
    transcript_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Lines of the summary")
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemChanged.connect(self._on_changed)
        self.itemActivated.connect(self._on_activated)
        self._is_filling = False
        self._contacts: dict[str, str] = {}

    def show_lines(self, view: SummaryView, *, locked: bool) -> None:
        """The line in hand stays in hand."""
        key = self.currentItem().data(_KEY) if self.currentRow() >= 0 else None
        self._is_filling, self._contacts = True, dict(view.transcripts)
        self.clear()
        for part in PARTS:
            shown = [(one, False) for one in view.lines if one.part == part and one.text]
            shown += [(one, True) for one in view.left_out if one.part == part]
            if shown and part in _HEADINGS:
                self._add_heading(_HEADINGS[part])
            for line, is_out in shown:
                self._add_line(line, is_out=is_out, locked=locked)
        self._is_filling = False
        for row in range(self.count()):
            if key is not None and self.item(row).data(_KEY) == key:
                self.setCurrentRow(row)

    def _add_heading(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = self.font()
        font.setBold(True)
        item.setFont(font)
        self.addItem(item)

    def _add_line(self, line: SummaryLine, *, is_out: bool, locked: bool) -> None:
        before = "Left out" if is_out else _BEFORE.get(line.part, "")
        item = QListWidgetItem(f"{before}: {line.text}" if before else line.text)
        if line.key in self._contacts:
            item.setText(f"{item.text()} (transcript attached)")
            item.setToolTip("Enter leads to the transcript. That it is there is not on the paper.")
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if line.part in MAY_BE_LEFT_OUT and not locked:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
            item.setCheckState(Qt.CheckState.Unchecked if is_out else Qt.CheckState.Checked)
        item.setFlags(flags)
        item.setData(_KEY, line.key)
        self.addItem(item)

    def _on_changed(self, item: QListWidgetItem) -> None:
        if not self._is_filling:
            self.turned.emit(str(item.data(_KEY)), item.checkState() is Qt.CheckState.Unchecked)

    def _on_activated(self, item: QListWidgetItem) -> None:
        contact = self._contacts.get(str(item.data(_KEY)), "")
        if contact:
            self.transcript_asked.emit(contact)
