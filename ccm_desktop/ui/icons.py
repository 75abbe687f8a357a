"""One-colour icons (Tabler outline, MIT) tinted from the palette and cached by name, colour and size."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ccm_desktop.ui.resources import ROOT


@lru_cache(maxsize=1024)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon in one colour, sharp at that device pixel ratio."""
    svg = (ROOT / "icons" / f"{name}.svg").read_text("utf-8").replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    image = QPixmap(round(size * ratio), round(size * ratio))
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return image


def icon(name: str, colour: QColor, size: int = 18, disabled: QColor | None = None) -> QIcon:
    """An icon for buttons and fields, in two densities; `disabled` is its colour where nothing can be pressed."""
    found = QIcon()
    for ratio in (1.0, 2.0):
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):  # Qt would wash out what stands in a chosen row
            found.addPixmap(pixmap(name, colour.name(), size, ratio), mode)
        if disabled is not None:
            found.addPixmap(pixmap(name, disabled.name(), size, ratio), QIcon.Mode.Disabled)
    return found


def retint(root: QWidget) -> None:
    """Draw the icons of all buttons anew after the scheme or the text size changed."""
    for button in root.findChildren(QAbstractButton):
        name = button.property("iconName")
        if name:
            set_icon(button, str(name))


def set_icon(button: QAbstractButton, name: str, colour: QColor | None = None) -> None:
    """Give a button its icon: as high as its text, in the text's colour unless another is named."""
    button.setProperty("iconName", name)
    palette, role = QApplication.palette(), QPalette.ColorRole
    shade = colour or palette.color(role.BrightText if button.property("role") == "primary" else role.ButtonText)
    # A primary button loses its dark ground when it is disabled: Qt's own pale copy of a white icon would vanish.
    disabled = palette.color(QPalette.ColorGroup.Disabled, role.ButtonText)
    size = button.fontMetrics().height()
    button.setIcon(icon(name, shade, size, disabled))
    button.setIconSize(QSize(size, size))
