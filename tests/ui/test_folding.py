"""What stands side by side where there is room stands one under the other where there is not."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QColor, QIcon
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QSpacerItem, QWidget, QWidgetItem
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.theme import Theme
from ccm_desktop.ui.widgets.folding import Folding
from ccm_desktop.ui.widgets.parts import button


@pytest.mark.parametrize(("percent", "width", "folded"), [(100, 400, False), (100, 399, True), (200, 799, True)])
def test_a_row_folds_by_the_size_of_its_text(
    qtbot: QtBot, theme: Theme, percent: int, width: int, folded: bool
) -> None:
    theme.apply("light", percent)
    row = Folding(400)
    qtbot.addWidget(row)
    first, second = QLabel("A"), QLabel("B")
    row.row.addWidget(first)
    row.row.addWidget(second)
    row.resize(width, 200)
    row.show()
    row.row.activate()
    assert row.folded is folded
    assert (second.y() > first.y()) is folded


def test_a_look_at_what_a_row_holds_leaves_nothing_of_it_behind(qtbot: QtBot) -> None:
    """Qt deletes the item of a layout with its part; the next object at that address must not be taken for it."""

    def held() -> list[QWidgetItem | QSpacerItem]:
        return [one for one in gc.get_objects() if isinstance(one, QWidgetItem | QSpacerItem) and isValid(one)]

    before = held()
    row = Folding(400)
    qtbot.addWidget(row)
    row.row.addWidget(QLabel("A"))
    row.row.addStretch()
    row.row.addLayout(row.turning)
    row.turning.addWidget(QLabel("B"))
    row.resize(300, 200)
    assert row.minimumSizeHint().width() > 0
    assert [one for one in held() if not any(one is other for other in before)] == []
    assert isValid(row.turning)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_disabled_primary_button_keeps_an_icon_that_is_seen(qtbot: QtBot, theme: Theme, scheme: str) -> None:
    theme.apply(scheme)
    press = button("Close month…", "lock", role="primary")
    qtbot.addWidget(press)
    image = press.icon().pixmap(press.iconSize(), QIcon.Mode.Disabled).toImage()
    drawn = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
             if image.pixelColor(x, y).alpha() == 255}  # fmt: skip
    assert drawn == {QColor(theme.tokens.disabled).name()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_frame_of_an_empty_box_stands_out(qtbot: QtBot, theme: Theme, qapp: QApplication, scheme: str) -> None:
    theme.apply(scheme)
    holder = QWidget()
    qtbot.addWidget(holder)
    box = QCheckBox("Cost sharing applies", holder)
    box.resize(box.sizeHint())
    holder.show()
    image = box.grab().toImage()
    seen = {image.pixelColor(x, image.height() // 2).name() for x in range(20)}
    assert QColor(theme.tokens.border).name() in seen


def test_files_are_asked_for_where_the_last_one_was(qtbot: QtBot, memory: LayoutMemory, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    mode = QFileDialog.FileMode.AnyFile
    first = file_dialog(parent, "Save", mode, memory)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    begins = Path(documents) if Path(documents).is_dir() else Path(first.directory().absolutePath())
    assert Path(first.directory().absolutePath()) == begins
    first.fileSelected.emit(str(tmp_path / "report.pdf"))
    assert Path(file_dialog(parent, "Save", mode, memory).directory().absolutePath()) == tmp_path
    folder = tmp_path / "copies"
    folder.mkdir()
    first = file_dialog(parent, "Back up", QFileDialog.FileMode.Directory, memory)
    first.fileSelected.emit(str(folder))
    assert Path(file_dialog(parent, "Save", mode, memory).directory().absolutePath()) == folder
    folder.rmdir()
    assert Path(file_dialog(parent, "Save", mode, memory).directory().absolutePath()) != folder
