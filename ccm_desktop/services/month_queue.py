"""The sign-off queue and the evidence behind each line of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_note import is_contact_only
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER, STATEMENTS
from ccm_desktop.domain.signature import digest
from ccm_desktop.ledger.payload import json_text
from ccm_desktop.ledger.payloads.month_sign import MonthNote, month_entity
from ccm_desktop.models.queries import month_end, months, plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services import instructions
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed
from ccm_desktop.services.month_lines import blockers_of
from ccm_desktop.services.month_note_facts import gather
from ccm_desktop.services.month_notes import sentences_of
from ccm_desktop.services.month_signatures import SignBook, Signed, content_hash, content_hash_of, reasons_in_words
from ccm_desktop.services.month_time import time_of
from ccm_desktop.services.month_views import Evidence, ExceptionLine, Queue, QueueLine, SignatureLine
from ccm_desktop.services.people import people_of
from ccm_desktop.services.signing import SigningService

_WAITS = "Two instructions differ and nobody has decided"
_CONTACT_ONLY = "The entries tell of contact only: no intervention and no outcome."


def queue_of(
    reader: Reader, role: str, found: Iterable[Assessed], book: SignBook, holds: Mapping[str, str],
    flags: Mapping[str, tuple[str, ...]], zone: ZoneInfo,
) -> Queue:  # fmt: skip
    """Patients with something to bill, those without flags first; blocked and short ones are not signed for."""
    lines = [
        queue_line(reader, role, one, book, holds.get(one.patient.id, ""), flags.get(one.patient.id, ()), zone)
        for one in found
        if one.decision.codes
    ]
    lines.sort(key=lambda line: bool(line.flags))
    return Queue(
        role,
        tuple(lines),
        signed=sum(1 for line in lines if line.state == "signed"),
        held=sum(1 for line in lines if line.state == "held"),
    )


def queue_line(
    reader: Reader, role: str, found: Assessed, book: SignBook, held: str, flags: tuple[str, ...], zone: ZoneInfo
) -> QueueLine:
    """Where one patient stands in the queue of that role."""
    patient, decision = found.patient.id, found.decision
    signed = book.signed(found, role)
    state, reasons = _state(reader, role, found, book, signed, zone)
    return QueueLine(
        patient_id=patient,
        patient=f"{found.patient.family}, {found.patient.given}",
        codes=decision.codes,
        counted_seconds=decision.counted_seconds,
        staff_seconds=decision.staff_seconds,
        practitioner_seconds=decision.practitioner_seconds,
        state="held" if held else state,
        flags=flags,
        reasons=(held,) if held else reasons,
        late=signed.late if signed else (),
    )


def _state(
    reader: Reader, role: str, found: Assessed, book: SignBook, signed: Signed | None, zone: ZoneInfo
) -> tuple[str, tuple[str, ...]]:
    if signed is not None:
        reasons = reasons_in_words(reader, signed.reasons, zone)
        if not signed.stands:
            return "needs_re_sign", reasons
        if role == COORDINATOR or _coordinator_stands(found, book):
            return "signed", ()
    note = book.notes.get(found.patient.id)
    if note is None:
        return "note_missing", ("There is no month note yet.",)
    if note.heads > 1:
        return "note_missing", ("The month note has two versions; decide on one.",)
    if role == PRACTITIONER and not _coordinator_stands(found, book):
        return "waiting", ("The coordinator has not signed, or must sign again.",)
    return "to_sign", ()


def _coordinator_stands(found: Assessed, book: SignBook) -> bool:
    first = book.signed(found, COORDINATOR)
    return first is not None and first.stands


def flags_of(exceptions: Iterable[ExceptionLine]) -> dict[str, tuple[str, ...]]:
    """What a signer should look at twice, by patient: open exceptions but for a code just missed."""
    found: dict[str, list[str]] = {}
    for line in exceptions:
        if line.accepted is None and line.code not in ("E13", "E16"):
            for patient in (line.patient_id, *line.others):
                found.setdefault(patient, []).append(f"{line.title}: {line.detail}")
    return {patient: tuple(flags) for patient, flags in found.items()}


def evidence_of(
    context: Context, care_plans: CarePlanService, signing: SigningService, reader: Reader, found: Assessed,
    role: str, book: SignBook, flags: tuple[str, ...],
) -> Evidence:  # fmt: skip
    """One patient-month on one screen."""
    patient, decision = found.patient.id, found.decision
    month, zone = decision.facts.month, context.zone_of(reader)
    held_note = reader.held(MonthNote, month_entity(patient, str(month)))
    facts = gather(context, care_plans, reader, found)
    names = {person.id: person.title for person in people_of(reader)}
    return Evidence(
        patient_id=patient,
        patient=f"{found.patient.family}, {found.patient.given}",
        birth_on=found.patient.birth_date,
        mrn=found.patient.mrn,
        month=month,
        role=role,
        statement=STATEMENTS[role],
        seen=seen(reader, found, role, book),
        codes=decision.codes,
        fee=decision.fee,
        staff_seconds=decision.staff_seconds,
        practitioner_seconds=decision.practitioner_seconds,
        blockers=tuple(words(key).text for key in blockers_of(decision)),
        flags=(*flags, *_raised_later(reader, found), *((_CONTACT_ONLY,) if is_contact_only(facts.work) else ())),
        conditions=tuple(name for _, name, _ in facts.conditions),
        complexity=_complexity(reader, patient, str(month), names),
        consent_at=decision.facts.consent.at,
        **_plan_in_force(reader, patient, month.bounds(zone)[1], book),
        copy_given_at=decision.facts.care_plan.copy_given_at,
        note=sentences_of(held_note),
        note_by=names.get(held_note.by, held_note.by) if held_note else "",
        note_at=held_note.at_ms // 1000 if held_note else 0,
        entries=time_of(context, reader, patient, month, decision).lines,
        late=signed.late if (signed := book.signed(found, role)) else (),
        signatures=_signature_lines(signing, reader, found, book, names, zone),
        held=held_because(reader, patient, month),
    )


def _plan_in_force(reader: Reader, patient: str, closing: int, book: SignBook) -> dict[str, Any]:
    versions = months.plan_versions(reader.connection, closing * 1000, patient).get(patient, ())
    number, saved_at = (versions[-1][1], versions[-1][3] // 1000) if versions else (0, None)
    return {"plan_version": number, "plan_saved_at": saved_at, "plan_is_saved": patient in book.plans}


def held_because(reader: Reader, patient: str, month: Month) -> str:
    """Why the patient is not billed this month; empty for who is."""
    return month_end.holds(reader.connection, str(month)).get(patient, "")


def _complexity(reader: Reader, patient: str, month: str, names: Mapping[str, str]) -> str:
    attested = months.decisions(reader.connection, month, patient).get(patient)
    if not attested:
        return ""
    level, by, on, why, _ = attested[-1]
    return f"{level} decision-making on {on}, {names.get(by, by)}: {why}"


def seen(reader: Reader, found: Assessed, role: str, book: SignBook) -> str:
    """The digest of what the page shows: what a signature would freeze, and all that it rests on.

    Wider than what is signed, so that nothing is signed that changed after the look.
    """
    decision, facts, patient = found.decision, found.decision.facts, found.patient.id
    closing = facts.month.bounds(facts.practice.zone)[1]
    return digest({
        "content": content(reader, found, role, book),
        "practitioner": facts.billing_practitioner,
        "consent": asdict(facts.consent),
        "conditions": sorted((c.icd10, c.family, c.expected_12_months) for c in facts.conditions),
        "risk": facts.significant_risk,
        "copy_given_at": facts.care_plan.copy_given_at,
        "plan": sorted(op.id for op in plans.head_ops_at(reader.connection, patient, closing * 1000)),
        "fee": str(decision.fee),
        "blockers": decision.blockers,
        "warnings": decision.warnings,
        "complexity": _complexity(reader, patient, str(facts.month), {}),
        "held": held_because(reader, patient, facts.month),
        "undecided": [one.instruction_id for one in instructions.undecided(reader, patient)],
    })  # fmt: skip


def _raised_later(reader: Reader, found: Assessed) -> tuple[str, ...]:
    """Instructions that wait for a decision and came after the month: no exception of it, but whoever signs knows."""
    facts = found.decision.facts
    closing = facts.month.bounds(facts.practice.zone)[1]
    waiting = instructions.undecided(reader, found.patient.id)
    return tuple(f"{_WAITS}: {instructions.both_words(one.raised)}" for one in waiting if one.at >= closing)


def content(reader: Reader, found: Assessed, role: str, book: SignBook) -> str:
    """The digest of what a signature would freeze at this moment."""
    decision = found.decision
    return content_hash(
        str(decision.facts.month), found.patient.id, role, book.now(found), decision.rules.version,
        decision.fee_schedule, note_hash(reader, found),
    )  # fmt: skip


def note_hash(reader: Reader, found: Assessed) -> str:
    """SHA-256 of the note's sentences; empty without a note."""
    held = reader.held(MonthNote, month_entity(found.patient.id, str(found.decision.facts.month)))
    return sha256(json_text(held.value).encode()).hexdigest() if held else ""


def _signature_lines(
    signing: SigningService, reader: Reader, found: Assessed, book: SignBook, names: Mapping[str, str], zone: ZoneInfo
) -> tuple[SignatureLine, ...]:
    month, lines = str(found.decision.facts.month), []
    for row in reversed(book.signatures.get(found.patient.id, ())):
        newest = book.signed(found, row.role)
        reasons: tuple[str, ...] = ()
        state = "replaced"
        if row.id in book.taken_back:
            state = "taken_back"
        elif not signing.verify(row.signature, content_hash_of(month, row)):
            state = "not_genuine"
        elif newest is not None and newest.row.id == row.id:
            reasons = reasons_in_words(reader, newest.reasons, zone)
            state = "stands" if newest.stands else "needs_re_sign"
        lines.append(
            SignatureLine(row.id, row.role, names.get(row.by, row.by), row.at // 1000, state, reasons, row.codes,
                          row.staff_seconds + row.practitioner_seconds)
        )  # fmt: skip
    return tuple(lines)
