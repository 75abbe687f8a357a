"""Tabs ask for as much room as the one on show needs."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ccm_desktop.ui.widgets.tabs import Tabs

_TALL = 900


def test_a_tall_tab_that_nobody_looks_at_takes_no_room(qtbot: QtBot) -> None:
    tabs, tall = Tabs(), QWidget()
    qtbot.addWidget(tabs)
    assert tabs.minimumSizeHint().height() < _TALL
    column = QVBoxLayout(tall)
    words = QLabel("word " * 40)
    words.setWordWrap(True)
    words.setMinimumHeight(_TALL)
    column.addWidget(words)
    tabs.addTab(QLabel("short"), "One")
    tabs.addTab(tall, "Two")
    holder = QWidget()
    qtbot.addWidget(holder)
    QVBoxLayout(holder).addWidget(tabs)
    layout = holder.layout()
    assert layout is not None
    assert not layout.hasHeightForWidth()
    assert layout.minimumSize().height() < _TALL
    tabs.setCurrentIndex(1)
    assert layout.minimumSize().height() >= _TALL
