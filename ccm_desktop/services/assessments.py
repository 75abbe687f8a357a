"""Assessments of a patient's needs: recorded, corrected, withdrawn, and what follows from a result.

An answer that is a sign of danger opens a safety protocol (`red_flags.json`, as in calls): nothing is saved
until it is said how it was dealt with, and that, the result, its tasks and its escalations are one commit.
"""

from __future__ import annotations

from functools import cached_property

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.call_script import Protocol
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.instruments import scoring
from ccm_desktop.domain.instruments.instrument import AREAS, Instrument
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.workdays import workdays_after
from ccm_desktop.interop.instruments import load_instruments
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.call import RedFlagRaised
from ccm_desktop.ledger.payloads.patient import PatientContact
from ccm_desktop.models.queries import tasks
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.assessment_results import Dealt, NewAssessment, flags_of, result_of, subject_of
from ccm_desktop.services.assessment_tracks import line_of, view_of
from ccm_desktop.services.assessment_views import AssessmentLine, AssessmentSheet, AssessmentsView
from ccm_desktop.services.authority import require
from ccm_desktop.services.calls import CallService, flag_entity, write_flag_outcome
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import NewEscalation, write_escalation
from ccm_desktop.services.forms import AssessmentResult, AssessmentStanding
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_record import record_version
from ccm_desktop.services.tasks import NewTask, write_task


class AssessmentService:
    """Shows and keeps assessments."""

    def __init__(self, context: Context, calls: CallService) -> None:
        self._context, self._calls = context, calls

    @cached_property
    def instruments(self) -> tuple[Instrument, ...]:
        """As shipped, by area; raises BadInput for a faulty file."""
        return load_instruments(one.key for one in self.protocols)

    @property
    def protocols(self) -> tuple[Protocol, ...]:
        """Safety protocols, those of the calls."""
        return self._calls.book.protocols

    def instrument(self, key: str) -> Instrument:
        """The one of that key."""
        found = next((one for one in self.instruments if one.key == key), None)
        if found is None:
            raise BadInput("instrument_unknown", "There is no such instrument.",
                           f"Use one of: {', '.join(one.key for one in self.instruments)}.")  # fmt: skip
        return found

    def view(self, patient: str) -> AssessmentsView:
        """What is known of each area, how it went on, and what is due again."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return view_of(self._context, reader, patient, self.instruments)

    def line(self, assessment: str) -> AssessmentLine:
        """One assessment, opened for a correction or withdrawal."""
        with self._context.reading() as reader:
            return self._line(reader, assessment)

    def sheet(self, patient: str) -> AssessmentSheet:
        """What a form opens with."""
        with self._context.reading() as reader:
            who = who_is(reader, patient)
            view = view_of(self._context, reader, patient, self.instruments)
            contact = reader.held(PatientContact, patient)
            subject = subject_of(who, self._today(reader))
        tracks = [track for area in view.areas for track in area.tracks]
        latest = tuple((track.key, track.latest.words) for track in tracks)
        language = contact.value.language if contact else ""
        return AssessmentSheet(patient, subject, language, self.instruments, self.protocols, latest)

    def record(self, patient: str, new: NewAssessment) -> Outcome[str]:
        """Keep an assessment and what follows from it, whole or not at all; returns its id."""
        require(self._context, Verb.CARE)
        assessment = new_id()
        with self._context.transaction() as tx:
            result = self._result(tx, patient, new)
            tx.record(result, entity=assessment, patient=patient)
            tx.record(AssessmentStanding(), entity=assessment, patient=patient)
            changed = self._follow(tx, patient, assessment, new)
            _note_version(tx, patient, f"Assessed: {_named(result)}")
        return Outcome(assessment, changed)

    def correct(self, opened: AssessmentLine, new: NewAssessment, why: str) -> Outcome[str]:
        """Another version of an assessment; the one it replaces stays in the history."""
        require(self._context, Verb.CARE)
        because = _reason(why, "what was wrong")
        with self._context.transaction() as tx:
            line = self._line(tx, opened.assessment_id)
            if not line.holds:
                raise Refusal("assessment_withdrawn", "This assessment was withdrawn.", "Record a new one.")
            result = self._result(tx, line.patient_id, new, because)
            before = line.result.value
            if (result.area, result.title) != (before.area, before.title):
                raise BadInput("assessment_other", "A correction cannot make it another instrument or area.",
                               "Withdraw it and record the other.")  # fmt: skip
            tx.record(result, entity=line.assessment_id, patient=line.patient_id, prev=opened.result.heads)
            # It holds, whoever withdrew what was corrected here: then the two stand side by side to be decided.
            tx.record(AssessmentStanding(), entity=line.assessment_id, patient=line.patient_id,
                      prev=opened.standing.heads)  # fmt: skip
            changed = self._follow(tx, line.patient_id, line.assessment_id, new, before)
            _note_version(tx, line.patient_id, f"Assessment corrected: {_named(result)}")
        return Outcome(line.assessment_id, changed)

    def withdraw(self, opened: AssessmentLine, why: str) -> Outcome[AssessmentLine]:
        """It does not hold, and why; returns the line as it stands, for `restore`. What it led to stays."""
        return self._stand(opened, AssessmentStanding("withdrawn", _reason(why, "why it does not hold")))

    def restore(self, opened: AssessmentLine) -> Outcome[AssessmentLine]:
        """Undo: it holds again."""
        return self._stand(opened, AssessmentStanding())

    def _stand(self, opened: AssessmentLine, standing: AssessmentStanding) -> Outcome[AssessmentLine]:
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            line = self._line(tx, opened.assessment_id)
            if line.standing.value.standing == standing.standing:
                raise Refusal("assessment_stands_so", "Somebody has done this already.", "Look at the list again.")
            tx.record(standing, entity=line.assessment_id, patient=line.patient_id, prev=opened.standing.heads)
            did = "withdrawn" if standing.standing == "withdrawn" else "holds again"
            _note_version(tx, line.patient_id, f"Assessment {did}: {_named(line.result.value)}")
            return Outcome(self._line(tx, line.assessment_id), Changed.CARE_PLAN)

    def _line(self, reader: Reader, assessment: str) -> AssessmentLine:
        patient = reader.patient_of(AssessmentResult, assessment) or ""
        return line_of(reader, {one.id: one.title for one in people_of(reader)}, patient, assessment)

    def _result(self, reader: Reader, patient: str, new: NewAssessment, correction: str = "") -> AssessmentResult:
        return result_of(who_is(reader, patient), self._today(reader), new, self.instrument, correction)

    def _follow(
        self, tx: Transaction, patient: str, assessment: str, new: NewAssessment, before: AssessmentResult | None = None
    ) -> Changed:
        """Signs of danger with their outcomes, tasks and escalations: in the transaction of the result."""
        instrument = self.instrument(new.instrument) if new.instrument else None
        flags = scoring.score(instrument, new.answers).flags if instrument else ()
        known = flags_of(before, instrument) if before else frozenset()
        dealt = {one.protocol: one for one in new.dealt}
        for protocol in (one for one in self.protocols if one.key in flags):
            one = dealt.get(protocol.key)
            if one is not None:
                self._deal(tx, patient, assessment, protocol, one)
            elif protocol.key not in known:
                raise Refusal("red_flag_open", f"An answer is a sign of danger: {protocol.title.lower()}.",
                              "Say how it was dealt with; nothing is saved before.")  # fmt: skip
        if not set(dealt) <= set(flags):
            raise BadInput("flag_unknown", "No answer is such a sign of danger.", "Leave its outcome away.")
        today = local_day(self._context.clock.now(), self._context.zone_of(tx))
        for follow in new.follow:
            if follow.kind == "escalation":
                write_escalation(self._context, tx, NewEscalation(
                    patient, follow.level, follow.words, follow.target, session=assessment))  # fmt: skip
            else:
                due = workdays_after(today, follow.days).isoformat()
                write_task(tx, NewTask(follow.words, patient, due, source="assessment", reference=assessment))
        return Changed.CARE_PLAN | (Changed.TASKS if flags or new.follow else Changed.NOTHING)

    def _deal(self, tx: Transaction, patient: str, assessment: str, protocol: Protocol, one: Dealt) -> None:
        """A sign of danger and its outcome; one that came back in a correction is another one."""
        flag = flag_entity(assessment, protocol.key)
        if tasks.flags(tx.connection, flag=flag):
            flag = new_id()
        raised = RedFlagRaised(assessment, protocol.key, protocol.title, self._context.person, one.note)
        tx.record(raised, entity=flag, patient=patient)
        write_flag_outcome(self._context, tx, patient, flag, assessment, protocol, one.outcome, one.note)

    def _today(self, reader: Reader) -> str:
        return local_day(self._context.clock.now(), self._context.zone_of(reader)).isoformat()


def _note_version(tx: Transaction, patient: str, what: str) -> None:
    """The plan rests on it; no key takes it back."""
    record_version(tx, patient, what, undoable=False)


def _named(result: AssessmentResult) -> str:
    return result.title or AREAS[result.area].lower()


def _reason(why: str, what: str) -> str:
    if not why.strip():
        raise BadInput("reason_missing", "The reason is empty.", f"Say {what}.")
    return why.strip()


__all__ = ["AssessmentService", "Dealt", "NewAssessment"]
