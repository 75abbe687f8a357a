"""What a layout holds, without keeping hold of it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QLayout, QLayoutItem
from shiboken6 import invalidate


def items_in(layout: QLayout) -> Iterator[QLayoutItem]:
    """One after the other, each good until the next is taken.

    PySide 6.11 keeps what `itemAt` returned for as long as the layout lives, but Qt deletes the item with its widget.
    Whatever Qt puts at that address later would reach Python as that item: an event filter is asked about a layout
    item and hands it to Qt, which is an error and takes the key or the new size away from its widget.
    """
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is not None:
            is_layout = item.layout() is not None  # which is an object of its own, and stays
            try:
                yield item
            finally:
                if not is_layout:
                    invalidate(item)
