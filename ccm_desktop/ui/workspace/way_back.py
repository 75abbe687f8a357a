"""The way back from a chart is called by where it leads."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from ccm_desktop.ui.widgets.parts import keys_of


def name_way_back(back: QPushButton, title: str) -> None:
    """Where the person came from."""
    keys = keys_of(back)
    back.setText(title)
    back.setAccessibleName(f"Back to {title}")
    back.setToolTip(f"Back to {title}{f' ({keys})' if keys else ''}")
