"""Keeps what is answered in an assessment and not recorded, records it once, and leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal

from ccm_desktop.services.changes import Outcome
from ccm_desktop.services.form_drafts import FormDraft
from ccm_desktop.ui.assessments.form import AssessmentForm
from ccm_desktop.ui.assessments.kept import as_kept, place
from ccm_desktop.ui.chart import Chart, Whom, on_show
from ccm_desktop.ui.chart_commands import ChartCommands
from ccm_desktop.ui.desk import Desk
from ccm_desktop.ui.kept_form import FormDrafts


class Keeping(ChartCommands):
    """Of the form; it holds one assessment of the patient on show, or none.

    Signals:
        ended: what was in hand is recorded or discarded.
    """

    ended = Signal()

    def __init__(self, desk: Desk, page: Chart, form: AssessmentForm, drafts: FormDrafts) -> None:
        super().__init__(desk, page, form)
        self._form, self._drafts = form, drafts
        self._under_way: set[str] = set()
        """Patients of whom something was sent and is not answered yet."""
        form.changed.connect(self._on_changed)
        form.fill.drop_button.clicked.connect(self._on_dropped)

    @property
    def place(self) -> str:
        """Of what is in hand; empty for nothing."""
        return place(self._form.draft)

    @property
    def is_under_way(self) -> bool:
        """Whether something of the patient on show was sent and is not answered yet."""
        return self._page.patient in self._under_way

    def record(self, command: Callable[[], Outcome[Any]], words: str) -> None:
        """Once, however often it is pressed; it and the end of the draft are one commit."""
        whom, place_ = on_show(self._page), self.place
        if self.is_under_way:
            return
        self._under_way.add(whom.patient)
        self._form.is_sent = True
        self._drafts.write()  # before the command: nothing of it is written once it is recorded
        keeping = partial(self._desk.office.form_drafts.record, whom.patient, place_, command)
        task = self.send(whom, keeping, self._form.fill.message.show_problem)
        task.finished.connect(partial(self._on_answered, whom))
        sent = self._drafts.of(whom.patient, place_)
        task.succeeded.connect(partial(self._on_recorded, whom, place_, sent, words))

    def _on_answered(self, whom: Whom, _task: object) -> None:
        self._under_way.discard(whom.patient)
        if self.is_on_show(whom):
            self._form.is_sent = False

    def _on_recorded(self, whom: Whom, place_: str, sent: FormDraft | None, words: str, _outcome: object) -> None:
        self._drafts.recorded(whom.patient, place_, sent)
        self._page.say(whom.told(words))
        if self.is_on_show(whom) and self.place == place_:
            self._form.leave()
            self.ended.emit()

    def _on_changed(self) -> None:
        """On this computer within seconds; an answer taken back leaves nothing behind."""
        draft, patient = self._form.draft, self._page.patient
        if draft is None or self._form.is_sent:
            return
        before = self._drafts.of(patient, self.place)
        kept = as_kept(draft, int(self._desk.office.context.clock.now().timestamp()))
        if draft.is_begun and draft != self._form.begun:
            if before is None or before.typed != kept.typed:
                self._drafts.keep(patient, kept)
        elif before is not None:
            self._drafts.forget(patient, self.place)

    def _on_dropped(self) -> None:
        if not self._form.may_go():
            return
        kept = self._drafts.of(self._page.patient, self.place)
        self._form.leave()
        self.ended.emit()
        if kept is not None:
            drop(self, self._drafts, on_show(self._page), kept, "Discarded: what was answered.")


def drop(commands: ChartCommands, drafts: FormDrafts, whom: Whom, draft: FormDraft, words: str) -> None:
    """It is not wanted any more; the toast has the way back."""
    drafts.forget(whom.patient, draft.place)
    commands.undo_offered.emit(whom.told(words), partial(drafts.keep, whom.patient, draft))
