"""Where a month stands on the thresholds of its codes: a bar with ticks, and the words beside it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ccm_desktop.domain.billing.ladder import Ladder
from ccm_desktop.ui import figures
from ccm_desktop.ui.theme import Theme, Tokens
from ccm_desktop.ui.widgets.elided_label import ElidedLabel

_WIDTH, _HEIGHT, _LEAST = 160, 10, 60


class LadderBar(QWidget):
    """Full up to what counts, hatched for what is not final yet, a tick at each threshold."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, ink: str = "") -> None:
        super().__init__(parent)
        self._theme, self._ink = theme, ink
        self._ladder = Ladder()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_ladder(self, ladder: Ladder) -> None:
        """Draw where the month stands."""
        self._ladder = ladder
        self.setAccessibleName("Month time")
        self.setAccessibleDescription(figures.spoken_ladder(ladder))
        self.setVisible(bool(ladder.steps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT) + 4)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(_LEAST), self._theme.px(_HEIGHT) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = self._theme.px(_HEIGHT)
        top = (self.height() - height) / 2
        draw_ladder(painter, QRectF(1, top, self.width() - 2, height), self._ladder, self._theme.tokens, self._ink)


class LadderLine(QWidget):
    """The bar with its words: colour alone says nothing."""

    def __init__(self, theme: Theme, name: str = "caption", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = LadderBar(theme)
        self.words_label = ElidedLabel("", name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.bar)
        row.addWidget(self.words_label, 1)

    def show_ladder(self, ladder: Ladder, words: str = "") -> None:
        """Draw it; the words say how far it is to the next code when none are given."""
        self.bar.show_ladder(ladder)
        self.words_label.setText(words or figures.ladder_words(ladder))


def draw_ladder(painter: QPainter, track: QRectF, ladder: Ladder, tokens: Tokens, ink: str = "") -> None:
    """Paint the bar into `track`; on a coloured ground in one `ink`."""
    if not ladder.steps or track.width() < 20:
        return
    last = ladder.steps[-1][0]
    done = track.width() * min(ladder.counted, last) / last
    ahead = track.width() * min(ladder.counted + ladder.waiting, last) / last
    reached = ladder.counted >= ladder.steps[0][0]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ink or (tokens.running if reached else tokens.accent)))
    painter.drawRect(QRectF(track.left(), track.top(), done, track.height()))
    if ahead > done:
        painter.setPen(QColor(ink or tokens.accent))
        painter.setBrush(QBrush(QColor(ink or tokens.accent), Qt.BrushStyle.BDiagPattern))
        painter.drawRect(QRectF(track.left() + done, track.top(), ahead - done, track.height()))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(ink or tokens.border), 1))
    painter.drawRect(track)
    for at, _ in ladder.steps[:-1]:
        x = round(track.left() + track.width() * at / last)
        painter.drawLine(x, round(track.top()), x, round(track.bottom()))
