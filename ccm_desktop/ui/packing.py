"""From a choice to a folder of documents: gather, render, record, each where it holds up nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import Problem
from ccm_desktop.domain.progress import Cancelled, Portions, Progress, undivided
from ccm_desktop.services import packs
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.forms import Form, PatientIdentity
from ccm_desktop.services.packs import Pack, PackSaved, Written
from ccm_desktop.services.plan_printing import PaperRun
from ccm_desktop.ui.care_plan.papers_form import PapersForm
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.file_dialogs import file_dialog
from ccm_desktop.ui.main_window import MainWindow
from ccm_desktop.ui.month_end.packets import PacketForm

Gather = Callable[[Progress], Portions[Pack]]


class Packing(QObject):
    """Audit packets, the monthly pack and care plans: asks what and where, and fills the folder.

    `month` says which month is on show, `patient` whose id is in view (empty for nobody), `shown` which enrolled
    patients the panel shows.
    """

    def __init__(
        self, desk: Desk, window: MainWindow, month: Callable[[], Month], patient: Callable[[], str],
        shown: Callable[[], tuple[str, ...]],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._desk, self._window = desk, window
        self._month, self._patient, self._shown = month, patient, shown
        self._dialog: QFileDialog | None = None
        self.form = PacketForm(desk)
        self.form.folder_asked.connect(self.ask)
        self._printed: tuple[str, ...] = ()
        self.papers_form = PapersForm()
        self.papers_form.folder_asked.connect(self._on_papers)
        for form in (self.form, self.papers_form):
            form.closed.connect(window.hide_side)

    def ask_whose(self) -> None:
        """Whose audit packets."""
        patient = self._patient()
        self._window.show_side(self.form)
        self.form.open(self._month(), "", "")
        if patient:
            task = self._desk.gateway.ask(partial(self._desk.office.patients.identity, patient))
            task.succeeded.connect(partial(self._on_named, patient))

    def _on_named(self, patient: str, identity: Form[PatientIdentity]) -> None:
        self.form.open(self._month(), patient, f"{identity.value.family}, {identity.value.given}")

    def ask_pack(self) -> None:
        """Where the month's reports go."""
        month = self._month()
        self.ask(partial(undivided, partial(_pack_of, self._desk, month)), f"CCM_{month}_monthly-pack")

    def ask_plans(self) -> None:
        """Which papers of the care plans of the patients whom the panel shows now."""
        self._printed = self._shown()
        if self._printed:
            self._window.show_side(self.papers_form)
            self.papers_form.open(len(self._printed))
        else:
            self._window.toast.say("Nobody whom the panel shows is enrolled. Choose another view or filter there.")

    def _on_papers(self, run: PaperRun) -> None:
        gather = partial(self._desk.office.plan_printing.every, self._printed, run)
        self.ask(gather, f"Care_plans_{self._desk.today():%Y-%m-%d}")

    def ask(self, gather: Gather, name: str) -> None:
        """Choose the name of a folder that is to be; `name` is proposed."""
        mode, memory = QFileDialog.FileMode.AnyFile, self._desk.appearance.memory
        dialog = self._dialog = file_dialog(self._window, "New folder for the documents", mode, memory)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Make folder")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # what is there is refused, never replaced
        dialog.selectFile(name)
        dialog.fileSelected.connect(partial(self.make, gather))
        dialog.open()

    def make(self, gather: Gather, path: str) -> None:
        """Fill the folder: with progress and cancel, all documents or none."""
        target = Path(path)
        try:
            packs.check_target(target)
        except Problem as problem:
            self._window.tell(problem)
            return
        self._window.hide_side()
        task = self._desk.gateway.send_portions(partial(_gathered, gather), "Gathering the documents…")
        task.succeeded.connect(partial(self._write, target))
        task.failed.connect(self._on_failed)

    def _write(self, target: Path, outcome: Outcome[Pack]) -> None:
        task = self._desk.gateway.render(partial(packs.write, outcome.value, target), "Making the documents…")
        task.succeeded.connect(self._finish)
        task.failed.connect(self._on_failed)

    def _finish(self, written: Written) -> None:
        task = self._desk.gateway.send(partial(packs.finish, self._desk.office.context, written))
        task.succeeded.connect(self._on_saved)
        task.failed.connect(self._on_failed)

    def _on_saved(self, outcome: Outcome[PackSaved]) -> None:
        self._window.toast.say(outcome.value.words)

    def _on_failed(self, error: object) -> None:
        if isinstance(error, Problem):
            self._window.tell(error)
        elif isinstance(error, Cancelled):
            self._window.toast.say("Stopped. No folder was made.")


def _gathered(gather: Gather, progress: Progress) -> Portions[Outcome[Pack]]:
    return Outcome((yield from gather(progress)), Changed.NOTHING)


def _pack_of(desk: Desk, month: Month, _progress: Progress) -> Pack:
    return desk.office.monthly_pack.pack(month)
