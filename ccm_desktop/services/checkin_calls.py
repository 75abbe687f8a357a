"""Symptom check-ins that are due are asked in the next call and recorded when it ends, in the same commit."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.domain import checkin_call as rules
from ccm_desktop.domain.call import Call
from ccm_desktop.domain.call_script import CallScript
from ccm_desktop.domain.checkins import Question
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.checkins import Given, NewCheckin, is_due, questions_of, write_checkin
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import SymptomToWatch


def agenda_of(context: Context, reader: Reader, patient: str) -> tuple[CallScript, ...]:
    """What a call asks; nothing while no check-in is due."""
    return rules.agenda(questions_of(reader, patient)) if is_due(context, reader, patient) else ()


def agenda_again(reader: Reader, patient: str, answered: Iterable[str]) -> tuple[CallScript, ...]:
    """The same for a call that goes on, with what was `answered` of it (`script/prompt`): a sign that left the plan
    meanwhile was asked all the same."""
    current = questions_of(reader, patient)
    left = {one.partition("/")[2] for one in answered if one.startswith(f"{rules.AGENDA}/")}
    return rules.agenda((*current, *_gone(reader, patient, left - {one.key for one in current})))


def write_results(context: Context, tx: Transaction, patient: str, session: str, call: Call) -> None:
    """Record what a call asked, within the transaction that ends it; nothing where nothing was answered."""
    said = rules.results(call)
    if any(answer for answer, _ in said.values()):
        current = questions_of(tx, patient)
        asked = (*current, *_gone(tx, patient, said.keys() - {one.key for one in current}))
        given = tuple(Given(one, *said.get(one.key, ("", ""))) for one in asked)
        write_checkin(context, tx, NewCheckin(patient, given, source="call", session=session))


def _gone(reader: Reader, patient: str, keys: Iterable[str]) -> list[Question]:
    found = []
    for key in sorted(keys):
        held = reader.held(SymptomToWatch, key)
        if held is not None and reader.patient_of(SymptomToWatch, key) == patient:
            found.append(Question(key, held.value.sign, held.value.do, held.value.urgency or "call"))
    return found
