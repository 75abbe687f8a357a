"""What the open program does when it is started a second time."""

from __future__ import annotations

from ccm_desktop.app.entry import Entry
from ccm_desktop.app.single_instance import Request

_UNKNOWN = "The second start named a patient whom this practice does not have."


class SecondStart:
    """Answers a `Request`; what it does is what a person could do at the window."""

    def __init__(self, entry: Entry) -> None:
        self._entry = entry

    def answer(self, request: Request) -> str:
        """One of `single_instance.ANSWERS`."""
        session = self._entry.session
        if session is None:
            self._entry.come_to_front()
            return "done" if request.verb == "show" else "locked"
        if request.verb == "show":
            self._entry.come_to_front()
        elif request.verb == "toggle-timer":
            self._toggle()
        else:
            return self._start(request.patient)
        return "done"

    def _toggle(self) -> None:
        """Pause or resume where somebody works in another program; with no timer, offer to start one."""
        session = self._entry.session
        if session is not None and session.screens.timer.view.state in ("running", "paused"):
            session.screens.timer.pause_or_resume()
        elif session is not None:
            self._entry.come_to_front()
            session.screens.open_palette()

    def _start(self, number: str) -> str:
        session = self._entry.session
        if session is None:
            return "locked"
        wanted = number.replace("-", "")
        found = [
            line for line in session.screens.timer.patients
            if number == line.mrn or wanted == line.patient_id.replace("-", "")
        ]  # fmt: skip
        if len(found) != 1:
            self._entry.come_to_front()
            self._entry.window.toast.say(_UNKNOWN)
            return "unknown patient"
        session.screens.timer.start(found[0].patient_id).failed.connect(self._on_refused)
        return "done" if found[0].program_status == "enrolled" else "not enrolled"

    def _on_refused(self, _error: object) -> None:
        """The rules say no, or ask something first: that stands in words in the window."""
        self._entry.come_to_front()
