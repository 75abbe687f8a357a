"""The lines of a review as a list, each with what was said of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ccm_desktop.domain.line_review import CLOSED, SAID
from ccm_desktop.services.line_reviews import PlanPass, ReviewedLine
from ccm_desktop.ui.care_plan.line_card import MARKS


class ReviewedLines(QListWidget):
    """One row a line, and one for the end of the review."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: PlanPass | None = None
        self._sent: set[str] = set()
        """Lines whose answer is on its way."""
        self.setAccessibleName("Lines of the plan")
        self.setWordWrap(True)

    def show_pass(self, found: PlanPass) -> bool:
        """The lines as they are now; whether another is in hand than before.

        The one in hand stays so; of another plan the first without an answer is.
        """
        begun, at = self.found is None or self.found.patient_id != found.patient_id, self.entity()
        self.found = found
        self._sent = set() if begun else self._sent - {line.entity for line in found.lines if line.said is not None}
        self.blockSignals(True)
        self.clear()
        for _ in found.lines:
            self.addItem(QListWidgetItem())
        self.addItem("End of the review")
        self._show_marks()
        self.setCurrentRow(self._first_open(0) if begun else self.row_of(at))
        self.blockSignals(False)
        return begun or self.entity() != at

    def leave(self) -> None:
        """Nothing is reviewed here any more."""
        self.found = None
        self._sent.clear()

    def line(self) -> ReviewedLine | None:
        """The one in hand; None at the end."""
        lines, row = self._lines(), self.currentRow()
        return lines[row] if 0 <= row < len(lines) else None

    def entity(self) -> str:
        """Of the line in hand; empty at the end."""
        line = self.line()
        return line.entity if line is not None else ""

    def is_open(self) -> bool:
        """Whether something can be said of the line in hand."""
        line = self.line()
        is_closed = line is None or (line.said is not None and line.said.said == CLOSED)
        return not is_closed and self.entity() not in self._sent

    def row_of(self, entity: str) -> int:
        """Where that line stands; the end for none."""
        lines = self._lines()
        return next((n for n, line in enumerate(lines) if line.entity == entity), len(lines))

    def step(self, by: int) -> None:
        """To the line before or after."""
        self.setCurrentRow(max(0, min(self.count() - 1, self.currentRow() + by)))

    def go_on(self) -> None:
        """To the next line without an answer, then from the top; or to the end."""
        self.setCurrentRow(self._first_open(self.currentRow() + 1))

    def mark_sent(self, entity: str, *, is_sent: bool) -> None:
        """Its answer is on its way; or it was refused, and is not."""
        (self._sent.add if is_sent else self._sent.discard)(entity)
        self._show_marks()

    def _lines(self) -> tuple[ReviewedLine, ...]:
        return self.found.lines if self.found is not None else ()

    def _first_open(self, row: int) -> int:
        waiting = [n for n, line in enumerate(self._lines()) if line.said is None and line.entity not in self._sent]
        return next((n for n in (*(n for n in waiting if n >= row), *waiting)), len(self._lines()))

    def _show_marks(self) -> None:
        for n, line in enumerate(self._lines()):
            item, on_its_way = self.item(n), line.entity in self._sent
            mark = "…" if on_its_way else MARKS[line.said.said] if line.said is not None else "○"
            said = "being saved" if on_its_way else SAID[line.said.said].lower() if line.said is not None else \
                "not looked at yet"  # fmt: skip
            under = f" (for {line.under})" if line.kind == "intervention" and line.under else ""
            words = f"{line.title}: {line.name}{under}"
            item.setText(f"{mark} {words}")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}, {said}")
            item.setToolTip(f"{words} ({said})")
