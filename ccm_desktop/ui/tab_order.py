"""Tab goes to what comes next, never past it: Qt would enter a page at its focus proxy and never leave some forms.

`QWidget.focusNextPrevChild` takes a container with a focus proxy for a stop. A page would be entered in its list,
past its header; and the container of a date field, which stands late in the chain, would lead back into its form.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


def go(window: QWidget, *, forward: bool) -> bool | None:
    """Give the keyboard to the next stop of the window, or the one before; False where there is none.

    None where no key was pressed: what has the keyboard goes away with its page, and Qt itself finds a place. So it
    does where the chain leads to a widget that lost its Python side (a scroll bar beside a list of completions, say):
    asking that one would end the program.
    """
    first: QWidget | None = window.focusWidget()
    if first is None or not (first.isVisible() and first.isEnabled()):
        return None
    found = _step(first, forward)
    while found is not None and found is not first:
        if not isValid(found):
            return None
        if _is_stop(found):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            found.setFocus(reason)
            return True
        found = _step(found, forward)
    return False


def _step(widget: QWidget, forward: bool) -> QWidget | None:
    """The neighbor in the chain, under its own parent again.

    PySide 6.11 books what these two return as a child of the widget asked. When that goes (a toast, a row), it would
    take with it the Python side of all that follows: the tab bars, menus and pages of a window that lives on.
    """
    found = widget.nextInFocusChain() if forward else widget.previousInFocusChain()
    if found is not None and isValid(found):
        QObject.setParent(found, found.parent())  # nothing for Qt: it is the parent it has
    return found


def _is_stop(widget: QWidget) -> bool:
    """A container with a proxy is none: its proxy is one itself."""
    takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes and widget.isEnabled() and widget.isVisible()
