"""Says to a screen reader, politely, what eyes see come up by itself (ux.md 10.4)."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent


def announce(source: QObject, words: str) -> None:
    """Spoken when the reader has finished its sentence."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(source, words))
