"""From "preview" or "save" to bytes: gather on the database thread, render in the pool."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ccm_desktop.ui.desk import Desk

if TYPE_CHECKING:  # the panel does not wait for the reports' modules
    from ccm_desktop.services.reporting import Rendering

Gather = Callable[[], "Rendering"]


class Documents(QObject):
    """Makes documents without holding up the window.

    Signals:
        ready_to_show, ready_to_save: rendering and its bytes.
        refused: a `Problem`.
    """

    ready_to_show = Signal(object, object)
    ready_to_save = Signal(object, object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk

    def preview(self, gather: Gather) -> None:
        """Make a document to be looked at."""
        self._make(gather, self._on_shown)

    def save(self, gather: Gather) -> None:
        """Make a document to be saved."""
        self._make(gather, self._on_saved)

    def note_printed(self, rendering: Rendering, content: bytes) -> None:
        """A document went to a printer; the ledger keeps its hash."""
        self._desk.gateway.send(partial(self._desk.office.reporting.record, rendering, content, "printed"))

    def _make(self, gather: Gather, then: Callable[[Rendering, object], None]) -> None:
        task = self._desk.gateway.ask(gather)
        task.succeeded.connect(partial(self._render, then))
        task.failed.connect(self.refused)

    def _render(self, then: Callable[[Rendering, object], None], rendering: Rendering) -> None:
        task = self._desk.gateway.render(rendering.render, "Preparing the document…")
        task.succeeded.connect(partial(then, rendering))

    def _on_shown(self, rendering: Rendering, content: object) -> None:
        self.ready_to_show.emit(rendering, content)

    def _on_saved(self, rendering: Rendering, content: object) -> None:
        self.ready_to_save.emit(rendering, content)
