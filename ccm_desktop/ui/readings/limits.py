"""Opens the limits of a patient, and keeps what was typed for whom they were opened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from ccm_desktop.domain.errors import Problem
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.forms import Form
from ccm_desktop.services.reading_limits import SLOTS, ReadingLimits
from ccm_desktop.ui.chart import Whom
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.readings.limits_form import Found, LimitsForm


class LimitsJoin(QObject):
    """The form and its commands.

    Signals:
        done: kept or cancelled: back to the readings.
    """

    done = Signal()

    def __init__(self, desk: Desk, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._window = desk, window
        self._whom = Whom("")
        self.form = LimitsForm()
        self.form.saved.connect(self._on_saved)
        self.form.closed.connect(self._on_closed)

    def open(self, whom: Whom, kind: str) -> None:
        """Of that patient, at that kind."""
        self._whom = whom
        task = self._desk.gateway.ask(partial(self._gather, whom.patient))
        task.succeeded.connect(partial(self._on_read, whom, kind))
        task.failed.connect(partial(self._on_refused, whom))

    def leave(self) -> None:
        """Another patient comes, or the panel is closed."""
        self._whom = Whom("")

    def _gather(self, patient: str) -> Found:
        """Runs on the database thread."""
        limits = self._desk.office.reading_limits
        return limits.lines(patient), {kind: limits.form(kind, patient) for kind in SLOTS}

    def _on_read(self, whom: Whom, kind: str, found: Found) -> None:
        if whom == self._whom:
            self._window.show_side(self.form)
            self.form.open(whom.name, found, kind)

    def _on_saved(self, forms: tuple[Form[ReadingLimits], ...]) -> None:
        task = self._desk.gateway.send(partial(self._keep, forms, self._whom.patient))
        task.failed.connect(partial(self._on_refused, self._whom))
        task.succeeded.connect(partial(self._on_kept, self._whom))

    def _keep(self, forms: tuple[Form[ReadingLimits], ...], patient: str) -> Outcome[None]:
        """Runs on the database thread; all of them or none."""
        office = self._desk.office
        with office.context.together():
            for form in forms:
                office.reading_limits.choose(form, patient)
        return Outcome(None, Changed.PATIENTS)

    def _on_kept(self, whom: Whom, _outcome: object) -> None:
        self._window.toast.say(whom.told("Limits kept. They hold for readings that come in from now on."))
        if whom == self._whom:
            self._on_closed()

    def _on_refused(self, whom: Whom, problem: object) -> None:
        if whom == self._whom and self.form.isVisible():
            self.form.message.show_problem(problem)
        elif isinstance(problem, Problem):
            self._window.toast.say(whom.told(str(problem)))

    def _on_closed(self) -> None:
        self._whom = Whom("")
        self.done.emit()
