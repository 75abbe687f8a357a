"""Start to a usable panel, a key in the search field, and memory, at 5,000 patients.

Starts are timed from the launch of the process, the interpreter's own start included, to the painted
window. The practice's key is derived in no time here, so its slowness on purpose is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks._world import FOLDER, PASSPHRASE, opened

EMPTY = """
import time
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([]); window = QMainWindow(); window.resize(1366, 689); window.show(); window.grab()
print(time.time())
"""
OURS = """
import sys, time
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ccm_desktop.app.entry import Entry
app = QApplication([])
entry = Entry(app, Path(sys.argv[1]), Path(sys.argv[2]))
entry.open()
entry.unlock_with(str(entry.unlock_page.user_box.currentData()), sys.argv[3])
while entry.session is None or not entry.session.screens.panel.table.rows_model.all_rows:
    app.processEvents(); time.sleep(0.001)
entry.window.resize(1366, 689); entry.window.grab()
print(time.time())
panel = entry.session.screens.panel
times = []
for text in ("f", "fa", "fam", "family1", "family12", "given49", "1000", "05/04", "555", "") * 8:
    panel.search_field.blockSignals(True); panel.search_field.setText(text); panel.search_field.blockSignals(False)
    start = time.perf_counter(); panel.apply_filter(); panel.table.viewport().repaint(); panel.table.grab()
    times.append(time.perf_counter() - start)
print(sorted(times)[int(len(times) * 0.95)])
print(next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith("VmRSS")) / 1024)
entry.close()
"""


def run(code: str, *arguments: str) -> list[float]:
    """Seconds from launch to the painted window, and what else a fresh process printed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", code, *arguments]
    launched = time.time()
    answer = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    painted, *more = (float(line) for line in answer.stdout.split())
    return [painted - launched, *more]


def main() -> None:
    """Print all three with their references."""
    opened().close()
    with tempfile.TemporaryDirectory() as place:
        empty = min(run(EMPTY)[0] for _ in range(3))
        ours = [run(OURS, str(FOLDER), str(Path(place) / f"{n}.ini"), PASSPHRASE) for n in range(3)]
    start, key, memory = (min(values) for values in zip(*ours, strict=True))
    print(
        f"start to usable panel: {start:.2f} s; empty PySide6 window {empty:.2f} s; ratio {start / empty:.1f} (aim 2)"
    )
    print(f"search key to repaint, p95: {1000 * key:.0f} ms (aim 50 ms)")
    print(f"resident memory: {memory:.0f} MB (aim 250 MB)")


if __name__ == "__main__":
    main()
