"""F6: the keyboard goes from region to region of the window."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def move_focus(regions: Sequence[QWidget], focus: QWidget | None, step: int) -> None:
    """To the next (1) or the previous (-1) region that has anything to focus."""
    inside = next((n for n, region in enumerate(regions) if focus and region.isAncestorOf(focus)), -min(step, 0))
    for distance in range(1, len(regions) + 1):
        target = _first_focus(regions[(inside + step * distance) % len(regions)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _first_focus(region: QWidget) -> QWidget | None:
    """The first widget of a region that Tab would reach."""
    for widget in region.findChildren(QWidget):
        reachable = widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        if reachable and widget.isVisible() and widget.isEnabled():
            return widget
    return None
