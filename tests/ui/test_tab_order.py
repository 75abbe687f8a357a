"""Walking with Tab takes nothing along: what goes away later goes alone."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTabWidget, QVBoxLayout, QWidget

from ccm_desktop.ui import tab_order


@pytest.mark.parametrize("forward", [True, False])
def test_a_button_that_goes_after_a_walk_takes_no_other_part_of_the_window_with_it(
    qapp: QApplication, forward: bool
) -> None:
    window, tabs, toast = QWidget(), QTabWidget(), QPushButton("Undo")
    column = QVBoxLayout(window)
    tabs.addTab(QLineEdit(), "Summary")
    column.addWidget(tabs)
    column.addWidget(toast)
    bar = tabs.tabBar()  # made by Qt: Python knows it only as long as its parent is well
    window.show()
    toast.setFocus()
    for _ in range(5):  # once around, and past the window itself
        assert tab_order.go(window, forward=forward)
    toast.deleteLater()
    del toast
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert shiboken6.isValid(bar)
    assert window.isVisible()
    window.close()
