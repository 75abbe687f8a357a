"""Reads the program's modules while the person types the passphrase, and the rooms' behind the panel.

One module at a time and behind whatever was asked before: somebody quick waits for one module, not for all.
Modules with widgets are read by the main thread, since two threads that import the same modules wait for each other.
"""

from __future__ import annotations

import importlib
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from ccm_desktop.ui.gateway import Gateway

_AFTER_PAINT_MS = 50
_WIDGETS = ("ccm_desktop.ui.", "ccm_desktop.app.session")
_BELOW = tuple(
    f"ccm_desktop.{name}"
    for name in (
        "ledger.payloads", "models.tables.derived", "models.vault", "services.people", "services.care_plans",
        "services.call_settings",
        "services.patients", "services.charts", "services.office", "services.vault", "app.opening",
    )
)  # fmt: skip
"""What opening a practice stands on, lowest first: each takes some ten milliseconds."""
_SCREENS = tuple(
    f"ccm_desktop.ui.{name}"
    for name in (
        "panel.page", "timer.bar", "timer.finish_drawer", "timer.palette", "practice_screens", "people.screens",
    )
)  # fmt: skip
_SESSION = ("ccm_desktop.app.session",)
_ROOMS_BELOW = tuple(
    f"ccm_desktop.services.{name}"
    for name in (
        "month_end", "month_desk", "month_exceptions", "month_notes", "month_signing", "month_closing",
        "month_summaries", "paper", "reporting", "staff_reports", "packet", "claims", "programme", "programme_paper",
        "fee_tables", "importing",
        "plan_drafts", "plan_templates", "plan_signing", "plan_versions", "plan_papers", "plan_reviews",
        "plan_freshness", "plan_export", "plan_import",
        "assessments", "plan_printing", "spelling", "safekeeping", "exchange", "coordination",
        "due_items", "transitions",
    )
)  # fmt: skip
_ROOMS = tuple(
    f"ccm_desktop.ui.{name}"
    for name in (
        "workspace.page", "month_end.page", "month_room", "programme.screen", "people.page", "settings.place",
        "month_end.preview", "packing", "plan_exchange", "today.flag_form", "care_plan.compare",
        "coordination.loops_page", "due_items.commands",
    )
)  # fmt: skip
_DICTIONARY = ("ccm_desktop.interop.word_list",)
AHEAD = (*_BELOW, *_SCREENS, *_SESSION, *_ROOMS_BELOW, *_DICTIONARY, *_ROOMS)
"""In the order in which they are read."""


class WarmUp(QObject):
    """Imports ahead of need; `stop` and `start` again lose nothing.

    Signals:
        done: all is read; once.
    """

    done = Signal()

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(gateway)
        self._gateway = gateway
        self._ahead = list(AHEAD)
        self.is_done = False
        self._is_on = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._next)

    def start(self) -> None:
        """Go on, a moment after what is on its way to the screen now."""
        self._is_on = True
        self._pause.start(_AFTER_PAINT_MS)

    def stop(self) -> None:
        """Leave the processor to what the person asked for."""
        self._is_on = False
        self._pause.stop()

    def end(self) -> None:
        """The program closes: what still comes back from it starts nothing anew."""
        self.stop()
        self._ahead.clear()

    def _next(self) -> None:
        if not self._is_on:
            return
        if not self._ahead:
            if not self.is_done:
                self.is_done = True
                self.done.emit()
            return
        name = self._ahead.pop(0)
        if name.startswith(_WIDGETS):
            importlib.import_module(name)
            self._pause.start(0)
        else:
            self._gateway.prepare(partial(importlib.import_module, name)).succeeded.connect(self._on_read)

    def _on_read(self, _module: object) -> None:
        self._next()
