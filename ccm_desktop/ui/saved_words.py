"""What the status bar says of what was typed: saved, kept as a draft, or not even that."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from ccm_desktop.services.form_drafts import Places
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.drafts import Drafts


class SavedWords(QObject):
    """Never says that all is saved while words of this person wait on this computer, whoever's chart they are in.

    Signals:
        typed: something was typed, kept or forgotten.
    """

    typed = Signal()

    def __init__(self, desk: Desk, label: QLabel, parent: QObject) -> None:
        super().__init__(parent)
        self._label, self._is_busy = label, False
        self._on_disk: tuple[Places, Places] = (frozenset(), frozenset())
        self._followed: tuple[Drafts[Any], ...] = ()
        desk.gateway.busy_changed.connect(self._on_busy)
        desk.gateway.ask(desk.office.form_drafts.places).succeeded.connect(self._on_places)

    def follow(self, plans: Drafts[Any], forms: Drafts[Any]) -> None:
        """From now on these know better than what was on disk at the start."""
        self._followed = (plans, forms)
        for drafts in self._followed:
            drafts.changed.connect(self._show)
            drafts.changed.connect(self.typed)

    def _on_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._show()

    def _on_places(self, found: tuple[Places, Places]) -> None:
        self._on_disk = found
        self._show()

    def _show(self) -> None:
        self._label.setText(self._words())

    def _words(self) -> str:
        if self._is_busy:
            return "Working…"
        if any(one.is_at_risk for one in self._followed):
            return "Typed, not kept yet"
        if self._followed:
            count = sum(one.waiting(places) for one, places in zip(self._followed, self._on_disk, strict=True))
        else:
            count = sum(map(len, self._on_disk))
        if count:
            return "Draft kept, not saved yet" if count == 1 else f"{count} drafts kept, not saved yet"
        return "All changes saved"
