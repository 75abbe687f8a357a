"""When work was done, as words that are kept and put back on another day."""

from __future__ import annotations

from PySide6.QtCore import SignalInstance

from ccm_desktop.ui import figures
from ccm_desktop.ui.workspace.span_fields import SpanFields


class KeptSpan(SpanFields):
    """The same fields, in a form that is kept."""

    @property
    def typed_changed(self) -> SignalInstance:
        """Something else stands in one of them."""
        return self.changed

    def typed(self) -> str:
        """Line by line: the day with its year where one is understood, for `today` is another day tomorrow; the start;
        which of length and end was typed, and that one."""
        day = self._typed_day()
        last = ("end", self.end_edit) if self._by_end else ("length", self.length_edit)
        return "\n".join((
            figures.day(day.isoformat()) if day else self.day_edit.text(), self.start_edit.text(), last[0],
            last[1].text(),
        ))  # fmt: skip

    def put_back(self, typed: str) -> None:
        """What the other of length and end comes to is worked out anew."""
        day, start, which, last = typed.split("\n")
        self._by_end = which == "end"
        texts = (day, start, "", last) if self._by_end else (day, start, last, "")
        for edit, text in zip(self._edits(), texts, strict=True):
            self._fill(edit, text)
        self._read()

    def in_words(self) -> str:
        """Day, start, and length or end."""
        day, start, _, last = self.typed().split("\n")
        return f"{day} {start} {last}"
