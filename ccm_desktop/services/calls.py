"""Scripted calls: which prompts fit a patient, what was answered, and what follows from it.

For a screen, one call goes like this. All methods run on the database thread.

1. `scripts_for(patient)` lists what may be asked; `begin(patient, session, purpose)` gives a `CallSheet`
   with the `domain.call.Call` (again after a crash: answers and open red flags come back).
2. The screen works on the pure `Call` (`answer`, `skip`, `raise_flag`, `close_flag`, `note`) and after
   each step sends `keep(patient, session, call)`: a draft that a crash does not lose. Raised flags become
   facts at once; a flag is closed by `close_flag`, which records the outcome and escalates where it says so.
3. `finish(patient, session, call, accepted, entry)` writes one finding a prompt, and the tasks and
   escalations that the person accepted from `call.proposals()`. It refuses while a flag is open.
   The time, the contact and the note themselves are the timer's (`TimerService.finish`);
   `services.call_desk` puts both into one commit.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.call import Call, Flag, Given, Proposal, flag_outcome
from ccm_desktop.domain.call_end import NOTHING_MORE, CallEnd
from ccm_desktop.domain.call_script import PURPOSES, CallScript, Protocol
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.review_triggers import NOT_THERE
from ccm_desktop.domain.workdays import workdays_after
from ccm_desktop.interop.call_scripts import ScriptBook, load_scripts
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.call import (
    CallDraft,
    CallFinding,
    DraftAnswer,
    NoteAhead,
    RedFlagClosed,
    RedFlagRaised,
)
from ccm_desktop.ledger.payloads.timekeeping import TimeAdded, TimerSession
from ccm_desktop.models.queries import months, tasks
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services import checkin_calls
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.escalations import NewEscalation, write_escalation
from ccm_desktop.services.outreach import Reach, reach_of
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.red_flags import routed
from ccm_desktop.services.review_causes import raise_symptom
from ccm_desktop.services.tasks import NewTask, write_task
from ccm_desktop.services.teach_backs import agenda_of, write_results


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A script to choose from; `suggested` when the patient has one of its conditions."""

    key: str
    title: str
    purpose: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class CallSheet:
    """What Call mode opens with."""

    call: Call
    reach: Reach
    """Attempts so far, best hours, preferences: `reach.words`."""
    end: CallEnd = NOTHING_MORE
    """What was written below the note."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """An answer of a call that ended; `at` in epoch seconds."""

    at: int
    script: str
    question: str
    answer: str
    text: str
    skipped: bool


class CallService:
    """Keeps what scripted calls find."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @cached_property
    def book(self) -> ScriptBook:
        """Scripts and protocols as shipped; raises BadInput for a faulty file."""
        return load_scripts()

    def protocols(self) -> tuple[Protocol, ...]:
        """As shipped, before the practice's own choices of level and role."""
        return self.book.protocols

    def scripts_for(self, patient: str) -> tuple[ScriptLine, ...]:
        """Everything that may be asked: purposes first, then the patient's conditions, then the others."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            families = _families(reader, patient)
        lines = [ScriptLine(one.key, one.title, one.purpose, _fits(one, families)) for one in self.book.scripts]
        return tuple(sorted(lines, key=lambda line: (tuple(PURPOSES).index(line.purpose), not line.suggested)))

    def begin(self, patient: str, session: str, purpose: str = "monthly", more: Collection[str] = ()) -> CallSheet:
        """The call of a timer session: the script of its purpose, then those of the patient's conditions.

        `more` are keys of further scripts. A session that has a draft goes on with what it held.
        """
        with self._context.reading() as reader:
            who_is(reader, patient)
            _check_session(reader, patient, session)
            held = reader.held(CallDraft, session)
            if held is not None:
                call, end = self._resumed(reader, patient, session, held.value), _end(held.value)
                return CallSheet(call, reach_of(self._context, reader, patient), end)
            return self._sheet(reader, patient, purpose, more)

    def preview(self, patient: str, purpose: str = "monthly") -> CallSheet:
        """What such a call would ask, for a look before it begins."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            return self._sheet(reader, patient, purpose, ())

    def keep(self, patient: str, session: str, call: Call, end: CallEnd = NOTHING_MORE) -> Outcome[None]:
        """Keep the call as it stands; flags that were raised since are facts from now on."""
        require(self._context, Verb.TRACK_TIME)
        with self._context.transaction() as tx:
            _check_session(tx, patient, session)
            self._require_going_on(tx, session)
            answers = tuple(DraftAnswer(one.prompt, one.answer, one.text, one.skipped) for one in call.given)
            scripts = tuple(script.name for script in call.scripts)
            draft = CallDraft(
                scripts, answers, call.agreed, end.next_contact_on, end.task, end.task_due, end.edge_case
            )  # fmt: skip
            tx.revise(draft, entity=session, patient=patient)
            raised = self._raise_new(tx, patient, session, call)
        return Outcome(None, Changed.TASKS if raised else Changed.NOTHING)

    def note_ahead(self, patient: str, note: str) -> Outcome[None]:
        """Keep what is written before the clock runs, for one's own next call with the patient."""
        require(self._context, Verb.TRACK_TIME)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            tx.revise(NoteAhead(note.strip()), entity=_ahead(patient, self._context.person), patient=patient)
        return Outcome(None, Changed.NOTHING)

    def close_flag(
        self, patient: str, session: str, protocol: Protocol, outcome: str, note: str = ""
    ) -> Outcome[str]:  # fmt: skip
        """Record how a raised flag was dealt with; returns the escalation that this made, if it made one."""
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            found = tasks.flags(tx.connection, flag=flag_entity(session, protocol.key))
            if not found or found[0].patient != patient:
                raise BadInput("flag_unknown", "No such sign of danger came up in this call.", "Choose an open one.")
            if found[0].outcome is not None:
                raise Refusal("flag_closed", "This sign of danger was dealt with already.", "Raise it again if needed.")
            flag = found[0].id
            escalation = write_flag_outcome(self._context, tx, patient, flag, session, protocol, outcome, note)
        return Outcome(escalation, Changed.TASKS)

    def finish(
        self, patient: str, session: str, call: Call, accepted: Collection[Proposal] = (), entry: str = ""
    ) -> Outcome[None]:  # fmt: skip
        """Write what the call found, and the tasks and escalations that were accepted; whole or not at all."""
        require(self._context, Verb.TRACK_TIME)
        call.require_finishable()
        with self._context.transaction() as tx:
            _check_session(tx, patient, session)
            self._require_going_on(tx, session)
            if entry and tx.patient_of(TimeAdded, entry) != patient:
                raise BadInput("entry_unknown", "There is no such time entry of this patient.",
                               "List the month to see the entries.")  # fmt: skip
            if tasks.flags(tx.connection, session=session, open_only=True):
                call_again = "Open it and say how it was dealt with."
                raise Refusal("red_flag_open", "A sign of danger came up and has no outcome yet.", call_again)
            for finding in _findings(call, session, self._context.person, entry):
                tx.record(finding, entity=new_id(), patient=patient)
            write_results(tx, self._context.person, patient, session, call)
            checkin_calls.write_results(self._context, tx, patient, session, call)
            for proposal in accepted:
                self._accept(tx, patient, session, proposal)
        return Outcome(None, Changed.TASKS)

    def findings(self, session: str) -> tuple[FindingLine, ...]:
        """What a call found, in the order of its prompts."""
        with self._context.reading() as reader:
            rows = tasks.findings(reader.connection, session)
        return tuple(FindingLine(r.at, r.script, r.question, r.answer_words, r.text, r.skipped) for r in rows)

    def open_flags(self, patient: str = "") -> tuple[tasks.FlagRow, ...]:
        """Signs of danger without an outcome, oldest first: after a crash they are found here."""
        with self._context.reading() as reader:
            return tuple(tasks.flags(reader.connection, patient=patient, open_only=True))

    def open_flag(self, flag: str) -> tuple[str, Protocol]:
        """The session and the protocol of a sign of danger without an outcome; refused when it has one already."""
        with self._context.reading() as reader:
            found = tasks.flags(reader.connection, flag=flag, open_only=True)
            known = routed(reader, self.book.protocols)
        protocol = next((one for one in known if found and one.key == found[0].protocol), None)
        if protocol is None:
            raise Refusal("flag_closed", "This sign of danger was dealt with already.", "Raise it again if needed.")
        return found[0].session, protocol

    def _sheet(self, reader: Reader, patient: str, purpose: str, more: Collection[str]) -> CallSheet:
        families = _families(reader, patient)
        chosen = [one for one in self.book.scripts if one.purpose == purpose or one.key in more]
        if not chosen:
            raise BadInput("script_unknown", "There is no call script for that.",
                           f"Use one of: {', '.join(PURPOSES)}.")  # fmt: skip
        added = [one for one in self.book.scripts
                 if one.purpose == "condition" and _fits(one, families) and one not in chosen]  # fmt: skip
        asked = checkin_calls.agenda_of(self._context, reader, patient)
        call = Call((*chosen, *asked, *agenda_of(reader, patient), *added), routed(reader, self.book.protocols))
        return CallSheet(call, reach_of(self._context, reader, patient))

    def _resumed(self, reader: Reader, patient: str, session: str, draft: CallDraft) -> Call:
        """The call as it was kept; a prompt that a newer script no longer has is left out."""
        asked = checkin_calls.agenda_again(reader, patient, (one.prompt for one in draft.answers))
        by_key = {script.key: script for script in (*self.book.scripts, *asked, *agenda_of(reader, patient))}
        scripts = tuple(by_key[key] for name in draft.scripts if (key := name.partition("@")[0]) in by_key)
        known = {f"{script.key}/{prompt.key}" for script in scripts for prompt in script.prompts}
        given = tuple(Given(a.prompt, a.answer, a.text, a.skipped) for a in draft.answers if a.prompt in known)
        raised = tasks.flags(reader.connection, session=session)
        flags = tuple(Flag(row.protocol, row.note, row.outcome or "") for row in raised)
        agreed = tuple(one for one in draft.agreed if one in known)
        return Call(scripts, routed(reader, self.book.protocols), given, flags, agreed)

    def _raise_new(self, tx: Transaction, patient: str, session: str, call: Call) -> bool:
        known = {row.protocol for row in tasks.flags(tx.connection, session=session)}
        new = [flag for flag in call.flags if flag.protocol not in known]
        for flag in new:
            title = call.protocol(flag.protocol).title
            fact = RedFlagRaised(session, flag.protocol, title, self._context.person, flag.note)
            tx.record(fact, entity=flag_entity(session, flag.protocol), patient=patient)
        return bool(new)

    def _accept(self, tx: Transaction, patient: str, session: str, proposal: Proposal) -> None:
        if proposal.kind == "task":
            today = local_day(self._context.clock.now(), self._context.zone_of(tx))
            due = workdays_after(today, proposal.task_in).isoformat()
            write_task(
                tx, NewTask(proposal.words, patient, due, kind="finding", source="call", reference=session)
            )  # fmt: skip
            return
        new = NewEscalation(patient, proposal.level, proposal.words, proposal.target, session=session)
        write_escalation(self._context, tx, new)

    def _require_going_on(self, reader: Reader, session: str) -> None:
        if tasks.findings(reader.connection, session):
            raise Refusal("call_finished", "The findings of this call are on record already.",
                          "Add what is new as a note or a task.")  # fmt: skip


def write_flag_outcome(
    context: Context, tx: Transaction, patient: str, flag: str, source: str, protocol: Protocol, outcome: str, note: str
) -> str:  # fmt: skip
    """Record how a sign of danger was dealt with; returns the escalation that this made, if it made one.

    `source` is the entity of the timer session or assessment in which it came up.
    """
    chosen = flag_outcome(protocol, outcome)
    escalation = ""
    if chosen.escalates:
        why = f"Red flag, {protocol.title.lower()}. Done at once: {chosen.words}. {note}".strip()
        new = NewEscalation(patient, protocol.level, why, protocol.target, None, protocol.key, source)
        escalation = write_escalation(context, tx, new)
    closed = RedFlagClosed(flag, outcome, chosen.words, context.person, note, escalation)
    tx.record(closed, entity=new_id(), patient=patient)
    if not chosen.escalates and outcome != NOT_THERE:
        raise_symptom(context, tx, patient, flag, f"{protocol.title}: {chosen.words}")
    return escalation


def _findings(call: Call, session: str, person: str, entry: str) -> list[CallFinding]:
    found = []
    for prompt_id, script, prompt in call.prompts():
        said = call.said(prompt_id)
        if said is not None:
            answer = prompt.answer(said.answer)
            found.append(CallFinding(
                session, script.name, prompt_id, prompt.ask, said.answer, answer.words if answer else "", said.text,
                said.skipped, person, entry,
            ))  # fmt: skip
    return found


def _end(draft: CallDraft) -> CallEnd:
    return CallEnd(draft.next_contact_on, draft.task, draft.task_due, draft.edge_case)


def _families(reader: Reader, patient: str) -> frozenset[str]:
    rows = months.conditions(reader.connection, patient).get(patient, ())
    return frozenset(family for row in rows for family in row.families)


def _fits(script: CallScript, families: frozenset[str]) -> bool:
    return not families.isdisjoint(script.families)


def _check_session(reader: Reader, patient: str, session: str) -> None:
    if reader.patient_of(TimerSession, session) != patient:
        raise BadInput("session_unknown", "There is no such timer session of this patient.", "Start the timer first.")


def ahead_of(reader: Reader, patient: str, person: str) -> str:
    """What that person wrote down for a call that has not begun; empty for nothing."""
    held = reader.held(NoteAhead, _ahead(patient, person))
    return held.value.note if held is not None else ""


def _ahead(patient: str, person: str) -> str:
    return f"{patient}:{person}"


def flag_entity(session: str, protocol: str) -> str:
    """One flag a protocol and call or assessment, so that raising it twice is raising it once."""
    return f"{session}:{protocol}"
