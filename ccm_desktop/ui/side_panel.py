"""Work that belongs to the patient in hand, beside the page: one form at a time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ccm_desktop.ui.icons import retint
from ccm_desktop.ui.widgets.keyboard import KeyboardPlace
from ccm_desktop.ui.widgets.scrolling import Scrolling


class SidePanel(Scrolling):
    """Shows one of its forms."""

    def __init__(self) -> None:
        content = QWidget()
        content.setObjectName("sideContent")
        self._column = QVBoxLayout(content)
        self._forms: list[QWidget] = []
        self._before = KeyboardPlace()
        super().__init__(content, "sidePanel")
        self.setAccessibleName("Side panel")
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Where the form has a new size, the field that has the keyboard stays in view."""
        handled = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            field: QWidget | None = self.window().focusWidget()
            if field is not None and self.isAncestorOf(field):
                self.ensureWidgetVisible(field)
        return handled

    def open(self, form: QWidget) -> None:
        """Show that form and no other, from its top."""
        if form.isHidden():
            self.verticalScrollBar().setValue(0)
        if form not in self._forms:
            self._forms.append(form)
            self._column.addWidget(form)
            retint(form)  # made before, it stood in no window when the scheme changed
        if not self.isVisible():
            self._before.note()
        for other in self._forms:
            other.setVisible(other is form)
        self.show()

    def form(self) -> QWidget | None:
        """The form on show; None while the panel is away."""
        return next((form for form in self._forms if form.isVisible()), None)

    def close_form(self) -> bool:
        """Go away; True when the keyboard was here and has no place to go back to."""
        had_keyboard = self.isAncestorOf(self.window().focusWidget())
        self.hide()
        return had_keyboard and not self._before.give_back()
