"""What Call mode shows of one patient, and in which session the call is."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_end import CallEnd
from ccm_desktop.domain.call_script import CallScript
from ccm_desktop.domain.phrases import Phrase
from ccm_desktop.domain.teach_back import AGENDA
from ccm_desktop.domain.timer.segments import total
from ccm_desktop.models.queries import tasks
from ccm_desktop.models.store import Reader
from ccm_desktop.services import timer_lines
from ccm_desktop.services import timer_sessions as sessions
from ccm_desktop.services.call_session import session_of_call
from ccm_desktop.services.call_settings import identity_required, phrases_of
from ccm_desktop.services.calls import CallService, ahead_of
from ccm_desktop.services.chart_views import PatientHeader
from ccm_desktop.services.charts import ChartService
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_time import decision_on
from ccm_desktop.services.outreach import Reach
from ccm_desktop.services.time_views import Threshold
from ccm_desktop.services.timer_views import NoteDue


@dataclass(frozen=True, slots=True)
class CallSession:
    """The timer session that the call belongs to."""

    session_id: str
    state: str
    """running | paused | parked | stopped"""
    activity: str
    seconds: int
    """Of its closed stretches."""
    segments: tuple[tuple[str, int], ...]
    """Closed stretches: activity and seconds."""
    note: str
    outcome: str
    due: NoteDue
    """The same as the finish drawer needs it, with its gaps."""


@dataclass(frozen=True, slots=True)
class CallDesk:
    """Everything for one call."""

    header: PatientHeader
    reach: Reach
    session: CallSession | None
    """None until a timer was started on the patient."""
    call: Call
    end: CallEnd
    to_repeat: frozenset[str]
    """Teach-backs that did not succeed the last time: ids of prompts."""
    scripts: tuple[CallScript, ...]
    month_seconds: int
    next: Threshold | None
    identity_required: bool
    phrases: tuple[Phrase, ...]
    ahead: str
    """Written down before a clock ran, and not taken into a call yet."""


class CallDeskService:
    """Gathers the page."""

    def __init__(self, context: Context, calls: CallService, charts: ChartService) -> None:
        self._context, self._calls, self._charts = context, calls, charts

    def open(self, patient: str, purpose: str = "monthly") -> CallDesk:
        """The patient, and the call as it stands; before a timer runs, what it would ask."""
        header = self._charts.header(patient)
        with self._context.reading() as reader:
            session = self._session(reader, patient)
        sheet = (
            self._calls.begin(patient, session.session_id, purpose)
            if session is not None
            else self._calls.preview(patient, purpose)
        )
        with self._context.reading() as reader:
            decision = decision_on(self._context, reader, patient, self._context.month())
            step = decision.next if decision else None
            return CallDesk(
                header, sheet.reach, session, sheet.call, sheet.end, self._to_repeat(reader, patient, sheet.call),
                self._calls.book.scripts, decision.counted_seconds if decision else 0,
                None if step is None else Threshold(*step), identity_required(reader),
                phrases_of(reader, self._context.person), ahead_of(reader, patient, self._context.person),
            )  # fmt: skip

    def _session(self, reader: Reader, patient: str) -> CallSession | None:
        chosen = session_of_call(self._context, reader, patient)
        if not chosen:
            return None
        _, held = sessions.session_of(reader, chosen)
        value = held.value
        return CallSession(
            chosen, value.state, value.activity, total(value.segments),
            tuple((activity, end - start) for start, end, activity in value.segments), value.note, value.outcome,
            timer_lines.note_due(reader, chosen),
        )  # fmt: skip

    def _to_repeat(self, reader: Reader, patient: str, call: Call) -> frozenset[str]:
        """A teach-back whose last answer asked for more to be done."""
        last = {row.prompt: row.answer for row in tasks.findings_of(reader.connection, patient) if not row.skipped}
        failed = set()
        for prompt_id, script, prompt in call.prompts():
            answer = prompt.answer(last.get(prompt_id, ""))
            if (
                prompt.kind == "teach_back" and answer is not None and (answer.task or answer.escalate)
            ) or script.key == AGENDA:
                failed.add(prompt_id)
        return frozenset(failed)
