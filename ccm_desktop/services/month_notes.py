"""The month note: composed from what is recorded, edited by a person, kept as versions."""

from __future__ import annotations

from dataclasses import replace

from ccm_desktop.domain import month_note
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_note import PARTS
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.month_sign import MonthNote, month_entity
from ccm_desktop.models.store import Held, Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed, assessed
from ccm_desktop.services.month_guard import require_open
from ccm_desktop.services.month_note_facts import gather
from ccm_desktop.services.month_views import MonthNoteView, Sentence
from ccm_desktop.services.people import people_of


class MonthNoteService:
    """Composes and keeps the month's note of a patient."""

    def __init__(self, context: Context, plans: CarePlanService) -> None:
        self._context = context
        self._plans = plans

    def open(self, patient: str, month: Month) -> MonthNoteView:
        """The note for editing: what was saved, and what would be composed from today's records."""
        with self._context.reading() as reader:
            return self._view(reader, found_in(self._context, reader, patient, month))

    def save(self, view: MonthNoteView, sentences: tuple[Sentence, ...]) -> Outcome[str]:
        """Keep the note as edited. `view` is what was opened: a note saved meanwhile stays beside this one."""
        require(self._context, Verb.PREPARE_MONTH)
        with self._context.transaction() as tx:
            found_in(self._context, tx, view.patient_id, view.month)
            return self._save(tx, view, sentences)

    def keep_proposed(self, patient: str, month: Month) -> Outcome[str]:
        """Save the note as it would be composed now, over what was saved: for a program, or after reading it."""
        require(self._context, Verb.PREPARE_MONTH)
        with self._context.transaction() as tx:
            view = self._view(tx, found_in(self._context, tx, patient, month))
            return self._save(tx, view, view.proposed)

    def _view(self, reader: Reader, found: Assessed) -> MonthNoteView:
        patient, month = found.patient.id, found.decision.facts.month
        facts = gather(self._context, self._plans, reader, found)
        held = reader.held(MonthNote, month_entity(patient, str(month)))
        names = {person.id: person.title for person in people_of(reader)}
        proposed = tuple(Sentence(*sentence) for sentence in month_note.compose(facts))
        saved = sentences_of(held)
        return MonthNoteView(
            patient_id=patient,
            month=month,
            saved=saved,
            others=tuple(_sentences(other) for other in held.others) if held else (),
            proposed=proposed,
            heads=held.heads if held else (),
            saved_by=names.get(held.by, held.by) if held else "",
            saved_at=held.at_ms // 1000 if held else 0,
            is_current=bool(saved) and _sources(proposed) <= _sources(saved),
            contact_only=month_note.is_contact_only(facts.work),
        )

    def _save(self, tx: Transaction, view: MonthNoteView, sentences: tuple[Sentence, ...]) -> Outcome[str]:
        kept = tuple(_checked(sentence) for sentence in sentences)
        if not kept:
            raise BadInput("note_missing", "The note is empty.", "Keep at least one sentence.")
        require_open(self._context, tx, view.patient_id, view.month)
        note = MonthNote(str(view.month), tuple((s.part, s.text, s.sources) for s in kept))
        entity = month_entity(view.patient_id, str(view.month))
        return Outcome(tx.record(note, entity=entity, patient=view.patient_id, prev=view.heads), Changed.MONTH)


def found_in(context: Context, reader: Reader, patient: str, month: Month) -> Assessed:
    """The patient's month; refused for one who was not in the programme then."""
    context.rules.require(month)
    # An empty id would mean everybody.
    found = next(iter(assessed(context, reader, month, patient)), None) if patient else None
    if found is None:
        raise Refusal("not_enrolled_then", f"The patient was not in the program in {month}.",
                      "Choose a month of the enrollment.")  # fmt: skip
    return found


def sentences_of(held: Held[MonthNote] | None) -> tuple[Sentence, ...]:
    """The sentences of a saved note; none before it was saved."""
    return _sentences(held.value) if held else ()


def _sentences(note: MonthNote) -> tuple[Sentence, ...]:
    return tuple(Sentence(part, text, tuple(sources)) for part, text, sources in note.sentences)


def _checked(sentence: Sentence) -> Sentence:
    if sentence.part not in PARTS:
        raise BadInput(
            "note_part_unknown", "A sentence stands under no known part.", f"Use one of: {', '.join(PARTS)}."
        )
    if not sentence.text.strip():
        raise BadInput("sentence_missing", "A sentence of the note is empty.", "Write it or take it out.")
    return replace(sentence, text=sentence.text.strip())


def _sources(sentences: tuple[Sentence, ...]) -> frozenset[str]:
    return frozenset(source for sentence in sentences for source in sentence.sources)


__all__ = ["MonthNoteService", "found_in", "sentences_of"]
