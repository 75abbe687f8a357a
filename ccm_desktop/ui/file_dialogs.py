"""Asks for files and folders where the person was last, at first in their documents: never where the program began."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from ccm_desktop.ui.layout_memory import LayoutMemory

_REMEMBERED = "files/folder"


def file_dialog(parent: QWidget, title: str, mode: QFileDialog.FileMode, memory: LayoutMemory) -> QFileDialog:
    """A dialog to be opened; what is chosen in it says where the next one begins."""
    dialog = QFileDialog(parent, title, _begin_at(memory))
    dialog.setFileMode(mode)
    dialog.fileSelected.connect(partial(_remember, memory, mode))
    return dialog


def _begin_at(memory: LayoutMemory) -> str:
    last = memory.text(_REMEMBERED, "")
    if last and Path(last).is_dir():
        return last
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def _remember(memory: LayoutMemory, mode: QFileDialog.FileMode, path: str) -> None:
    chosen = Path(path)
    memory.remember(_REMEMBERED, str(chosen if mode == QFileDialog.FileMode.Directory else chosen.parent))
