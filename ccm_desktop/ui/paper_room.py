"""Documents on their way to the screen, to files and to printers."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.documents import Documents
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.practice_files import PracticeFiles
from ccm_desktop.ui.widgets.keyboard import KeyboardPlace

if TYPE_CHECKING:
    from ccm_desktop.services.reporting import Rendering
    from ccm_desktop.ui.month_end.preview import PreviewPage


class PaperRoom(QObject):
    """The preview, and what leads to it."""

    def __init__(self, desk: Desk, window: MainWindow) -> None:
        super().__init__(window)
        self._desk, self._window = desk, window
        self.files, self.documents = PracticeFiles(desk, window), Documents(desk, self)
        self.documents.ready_to_show.connect(self._on_document)
        self.documents.ready_to_save.connect(self.files.save)
        self.documents.refused.connect(window.tell)
        self._before, self._asked_on = KeyboardPlace(), ""
        self._replaced: QWidget | None = None
        """The form that the preview took the place of, in a narrow window."""
        window.page_shown.connect(self._on_shown)

    @cached_property
    def preview(self) -> PreviewPage:
        from ccm_desktop.ui.month_end.preview import PreviewPage

        made = PreviewPage(self._desk)
        made.closed.connect(self._on_closed)
        made.save_asked.connect(self.files.save)
        made.printed.connect(self.documents.note_printed)
        return made

    def page_in_front(self) -> str:
        """Key of the page on show."""
        return self._window.current_page()

    def _on_document(self, rendering: Rendering, content: bytes) -> None:
        if self.page_in_front() != "preview":
            self._before.note()
            self._asked_on, self._replaced = self.page_in_front(), None
        self.preview.open(rendering, content)
        self._window.show_page("preview")
        if not self.preview.isVisibleTo(self._window):
            self._replaced = self._window.side.form()
            self._window.hide_side()  # in a narrow window the form stands in the place of the page
        self._window.focus_page()  # from a form at the side too: the next keys turn pages or close the preview

    def _on_closed(self) -> None:
        """What the preview took the place of is there again: the next Esc closes that."""
        form, self._replaced = self._replaced, None
        if form is not None and not self._window.side.isVisible():
            self._window.show_side(form)
        self._window.back()

    def _on_shown(self, key: str) -> None:
        """Back where the document was asked for, the keyboard is where it was then; elsewhere that is forgotten."""
        if key == "preview":
            return
        if key == self._asked_on:
            self._before.give_back()
        self._asked_on, self._replaced = "", None
