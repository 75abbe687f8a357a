"""Gives its content all the room there is, and scrolls it as a whole where that is less than it needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class Scrolling(QScrollArea):
    """Nothing inside is squeezed or cut.

    Unlike `setWidgetResizable`, it compares with the least height of the content, not with the
    preferred one: a text field gives up its spare lines before anything scrolls.
    """

    def __init__(self, content: QWidget, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)
        content.installEventFilter(self)

    def fit(self) -> None:
        """Size the content anew."""
        content = self.widget()
        if content is not None:
            room = self.maximumViewportSize()
            least = _least(content, room.width())
            if least.height() > room.height():
                room.setWidth(room.width() - self.verticalScrollBar().sizeHint().width())
                least = _least(content, room.width())
            content.resize(room.expandedTo(least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return super().eventFilter(watched, event)


def _least(content: QWidget, width: int) -> QSize:
    """Of a stack, what the page on show needs."""
    shown = content.currentWidget() if isinstance(content, QStackedWidget) else content
    if shown is None:
        return QSize()
    least, layout = shown.minimumSizeHint(), shown.layout()
    if layout is not None and layout.hasHeightForWidth():
        least.setHeight(layout.totalMinimumHeightForWidth(max(width, least.width())))
    return least


def go_to(part: QWidget) -> None:
    """Give it the keyboard, and bring it into view where the window is short."""
    part.setFocus()
    bring_into_view(part)


def bring_into_view(part: QWidget) -> None:
    """Scroll what it stands in."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if isinstance(above, QScrollArea):
        above.ensureWidgetVisible(part, 0, 0)
