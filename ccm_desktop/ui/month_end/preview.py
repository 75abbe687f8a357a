"""Shows a document page by page; what is printed and saved are these very bytes."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ccm_desktop.services import paper
from ccm_desktop.services.paper import PageImage
from ccm_desktop.services.paper_remarks import Remark
from ccm_desktop.services.reporting import Rendering
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.widgets.parts import Message, PageHeader, button, label, on_keys

_ZOOMS = ((72, "75 %"), (96, "100 %"), (144, "150 %"), (192, "200 %"))
_PAPER_DPI = 200
_WORDS_FROM = 800
"""Below this width, in pixels of 100 % text, the buttons are icons with tooltips; Print keeps its word."""


class PreviewPage(QWidget):
    """One document.

    Signals:
        closed: back to where the document was asked for.
        save_asked: rendering and bytes.
        printed: rendering and bytes, after they went to a printer.
    """

    closed = Signal()
    save_asked = Signal(object, object)
    printed = Signal(object, object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rendering: Rendering | None = None
        self._content = b""
        self._page = 0
        self._pages = 0
        self._printer: QPrinter | None = None
        self._dialog: QPrintDialog | None = None
        self.header = PageHeader("Preview")
        self.back_button = button("Close preview", "chevron-left", shortcut="Esc")
        self.previous_button = button("Previous", "chevron-left", shortcut="PgUp")
        self.next_button = button("Next", "chevron-right", shortcut="PgDown")
        self.page_label = label()
        self.zoom_box = QComboBox()
        self.zoom_box.setAccessibleName("Zoom")
        for dpi, words in _ZOOMS:
            self.zoom_box.addItem(words, dpi)
        self.zoom_box.setCurrentIndex(1)
        self.print_button = button("Print…", "printer", role="primary", shortcut="Ctrl+P")
        self.save_button = button("Save PDF…", "download", shortcut="Ctrl+S")
        self.message, self.remark = Message(), Message()
        self.paper = QLabel()
        self.paper.setObjectName("paper")
        self.paper.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea()
        self.area.setObjectName("previewArea")
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.area.setWidget(self.paper)
        self.area.setAccessibleName("Page of the document")
        self.setFocusProxy(self.area)
        self._lay_out()
        self._connect()

    def open(self, rendering: Rendering, content: bytes) -> None:
        """Show a rendered document."""
        self._rendering, self._content, self._page = rendering, content, 0
        self._pages = paper.page_count(content)
        self.header.title_label.setText("Preview")
        self.header.counts_label.setText(rendering.name)
        self.message.say("")
        self.remark.say("")
        self._show_page()
        self.area.setFocus()
        if rendering.remark is not None:
            task = self._desk.gateway.ask_aside(rendering.remark)
            task.succeeded.connect(partial(self._on_remark, rendering))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _WORDS_FROM * self._desk.theme.scale
        for press in (self.previous_button, self.next_button, self.save_button, self.back_button):
            press.setText(press.accessibleName() if wide else "")
        self.header.title_label.setVisible(wide)

    def _lay_out(self) -> None:
        for part in (self.previous_button, self.page_label, self.next_button, self.zoom_box, self.save_button,
                     self.print_button, self.back_button):  # fmt: skip
            self.header.add(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.header)
        column.addWidget(self.message)
        column.addWidget(self.remark)
        row = QHBoxLayout()
        row.addWidget(self.area)
        column.addLayout(row, 1)

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.closed)
        self.previous_button.clicked.connect(self._on_previous)
        self.next_button.clicked.connect(self._on_next)
        self.zoom_box.currentIndexChanged.connect(self._show_page)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print)
        for keys, slot in (
            ("PgUp", self._on_previous),
            ("PgDown", self._on_next),
            ("Esc", self.back_button.click),
        ):
            on_keys(self, keys, slot)

    def _show_page(self) -> None:
        self.page_label.setText(f"Page {self._page + 1} of {self._pages}")
        self.previous_button.setEnabled(self._page > 0)
        self.next_button.setEnabled(self._page + 1 < self._pages)
        ratio = self.devicePixelRatioF()
        dpi = int(self.zoom_box.currentData()) * ratio
        pixels = QPixmap.fromImage(_image(paper.render_page(self._content, self._page, dpi)))
        pixels.setDevicePixelRatio(ratio)
        self.paper.setPixmap(pixels)
        self.paper.resize(self.paper.sizeHint())
        self.paper.setAccessibleName(f"Page {self._page + 1} of {self._pages}")

    def _on_remark(self, rendering: Rendering, remark: Remark) -> None:
        if rendering is self._rendering:
            self.remark.say(remark.words, "warn" if remark.is_warning else "info")

    def _on_previous(self) -> None:
        if self._page > 0:
            self._page -= 1
            self._show_page()

    def _on_next(self) -> None:
        if self._page + 1 < self._pages:
            self._page += 1
            self._show_page()

    def save(self) -> None:
        """The document on show, to a file."""
        if self._rendering is not None:
            self.save_asked.emit(self._rendering, self._content)

    def print(self) -> None:
        """Ask for a printer; the pages are drawn from the same PDF."""
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName("CCM document")  # a print queue shows names to everybody
        self._dialog = QPrintDialog(self._printer, self)
        self._dialog.accepted.connect(self._on_printer_chosen)
        QDialog.open(self._dialog)

    def _on_printer_chosen(self) -> None:
        if self._printer is None or self._rendering is None:
            return
        work = partial(print_pages, self._content, self._printer)
        task = self._desk.gateway.render(work, "Printing…")
        task.succeeded.connect(self._on_printed)

    def _on_printed(self, _result: object) -> None:
        self.printed.emit(self._rendering, self._content)
        self.message.say("Sent to the printer.", "ok")


def print_pages(content: bytes, printer: QPrinter, progress: Any) -> None:
    """Draw every page on the printer, or on a PDF when the printer writes one."""
    painter = QPainter(printer)
    try:
        pages = paper.page_count(content)
        for page in range(pages):
            if page:
                printer.newPage()
            image = _image(paper.render_page(content, page, _PAPER_DPI))
            room = painter.viewport()
            size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.setViewport(room.x(), room.y(), size.width(), size.height())
            painter.setWindow(image.rect())
            painter.drawImage(0, 0, image)
            painter.setViewport(room)
            progress.report(page + 1, pages)
    finally:
        painter.end()


def _image(page: PageImage) -> QImage:
    return QImage(page.rgb, page.width, page.height, page.stride, QImage.Format.Format_RGB888).copy()
