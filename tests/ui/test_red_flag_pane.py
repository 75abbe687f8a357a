"""The outcomes of a red flag stand whole in a narrow pane with large text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

from ccm_desktop.interop.call_scripts import load_scripts
from ccm_desktop.ui.call.red_flag import RedFlagPane
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.wrapped_box import WrappedBox


@pytest.mark.parametrize("percent", [100, 200])
def test_no_outcome_is_cut(qtbot: QtBot, theme: Theme, percent: int) -> None:
    theme.apply("light", percent)
    pane = RedFlagPane()
    qtbot.addWidget(pane)
    protocols = load_scripts().protocols
    for protocol in protocols:
        pane.hide()
        assert pane.open(protocol)
        pane.resize(theme.px(250), pane.layout().totalHeightForWidth(theme.px(250)))  # type: ignore[union-attr]
        pane.show()
        rows = [one for one in pane.findChildren(WrappedBox) if one.isVisible()]
        assert len(rows) == len(protocol.outcomes)
        for row in rows:
            words = row.words_label
            assert words.width() <= theme.px(250)
            assert words.height() >= words.heightForWidth(words.width())
        assert all(one.geometry().bottom() < two.geometry().top() for one, two in pairwise(rows))
        assert [press for press in pane.outcomes.buttons() if not isinstance(press, QRadioButton)] == []
