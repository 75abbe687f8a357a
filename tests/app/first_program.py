"""The program that is open already, in a process of its own: `python -m tests.app.first_program FOLDER [locked]`.

It says on standard output what a person would see: the state of the timer after each change.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ccm_desktop.app import paths
from ccm_desktop.app.entry import Entry
from ccm_desktop.app.second_start import SecondStart
from ccm_desktop.app.single_instance import SingleInstance
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.timer_views import TimerView
from ccm_desktop.services.vault import create_practice
from tests.fakes import FakeClock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo


def main() -> int:
    """Until it is killed."""
    folder = Path(sys.argv[1])
    demo = Demo(create_practice(folder, LAKESIDE, SystemClock(), QUICK_FOR_TESTS), FakeClock())
    patient, user = demo.enrolled(), demo.office.people.me().id
    earlier = int(SystemClock().now().timestamp()) - 60
    demo.office.enrolment.record_consent(patient, demo.consent(at=earlier))
    other = demo.patient("Baker", "Yvonne", mrn="100530")
    demo.opened.close()
    app = QApplication([])
    instance = SingleInstance(folder, paths.running_folder())
    assert instance.take()
    entry = Entry(app, folder, paths.settings_file(), kdf=QUICK_FOR_TESTS)
    entry.open()
    instance.listen(SecondStart(entry).answer)

    def on_view(view: TimerView) -> None:
        print(f"timer {view.state}", flush=True)

    def on_busy(busy: bool) -> None:
        if not busy and entry.session is not None and len(entry.session.screens.timer.patients) == 2:
            entry.gateway.busy_changed.disconnect(on_busy)
            entry.session.screens.timer.changed.connect(on_view)
            print(f"open {patient} {other}", flush=True)

    if "locked" in sys.argv:
        print("open", flush=True)
    else:
        entry.gateway.busy_changed.connect(on_busy)
        entry.unlock_with(user, PASSPHRASE)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
