"""Where the program was when a library ended it is written down."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ENDED = """
import faulthandler, os, resource, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ccm_desktop.app import crash
from ccm_desktop.ui.layout_memory import LayoutMemory
from ccm_desktop.ui.main_window import MainWindow

if sys.argv[1]:
    faulthandler.enable(open(sys.argv[1], "w"))
application = QApplication([])
window = MainWindow(LayoutMemory(Path(sys.argv[2])))
crash.install(window)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
os.abort()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no core files and another signal")
@pytest.mark.parametrize("chosen", [True, False])
def test_the_trace_goes_to_standard_error_or_where_the_starter_chose(tmp_path: Path, chosen: bool) -> None:
    place = tmp_path / "trace.txt"
    place.touch()
    ended = subprocess.run(
        [sys.executable, "-c", ENDED, str(place) if chosen else "", str(tmp_path / "window.ini")],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    written, other = (place.read_text("utf-8"), ended.stderr) if chosen else (ended.stderr, place.read_text("utf-8"))
    assert 'File "<string>", line ' in written
    assert "File" not in other
