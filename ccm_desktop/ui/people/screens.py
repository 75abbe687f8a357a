"""Puts the people page into the window when somebody first comes to it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.documents import Documents
from ccm_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from ccm_desktop.ui.people.page import PeoplePage


class PeopleScreens(QObject):
    """The page with its side forms."""

    def __init__(self, desk: Desk, window: MainWindow, documents: Documents) -> None:
        super().__init__(window)
        self._desk, self._window, self._documents = desk, window, documents
        window.promise_page("people", lambda: self.page, "People", "key")
        window.actions_by_key.bind({"people": self.show_page, "own_passphrase": self._change_own})

    @cached_property
    def page(self) -> PeoplePage:
        from ccm_desktop.ui.people.page import PeoplePage

        made = PeoplePage(self._desk)
        made.side_asked.connect(self._show_side)
        made.kit_form.preview_asked.connect(self._documents.preview)
        self._window.page_shown.connect(self._on_page_shown)
        return made

    def show_page(self) -> None:
        """Everybody, with their sign-ins."""
        self._window.show_page("people")
        self.page.table.setFocus()

    def _change_own(self) -> None:
        self._window.show_page("people")
        self.page.change_own()

    def _show_side(self, form: object) -> None:
        if form in self.page.forms:
            self._window.show_side(next(one for one in self.page.forms if one is form))
        else:
            self._window.hide_side()

    def _on_page_shown(self, key: str) -> None:
        if key == "people":
            self.page.reload()
            if self.page.kit_form.draft is not None:  # back from looking at its page
                self._window.show_side(self.page.kit_form)
        elif key == "preview" and self.page.kit_form.draft is not None:
            self._window.hide_side()
        else:
            open_here = any(form.isVisible() for form in self.page.forms)
            for form in self.page.forms:
                form.wipe()  # no passphrase stays behind on a page that was left
            if open_here:
                self._window.hide_side()
