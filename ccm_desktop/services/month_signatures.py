"""Who signed for a patient-month, and whether that signature still stands: read and compared, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from ccm_desktop.domain import month_signing
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER, WORDS, Reason, SignedSet
from ccm_desktop.domain.signature import digest
from ccm_desktop.models.queries import entries, month_end, months
from ccm_desktop.models.queries.month_end import NoteRow, SignatureRow
from ccm_desktop.models.store import Reader
from ccm_desktop.services import local_words, plan_record
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_facts import Assessed


@dataclass(frozen=True, slots=True)
class Signed:
    """The newest signature of a role that was not taken back, and why it stands no more, if so."""

    row: SignatureRow
    reasons: tuple[Reason, ...]
    late: tuple[str, ...]

    @property
    def stands(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class SignBook:
    """Everything about signatures of a month, read at once."""

    signatures: Mapping[str, list[SignatureRow]]
    taken_back: frozenset[str]
    notes: Mapping[str, NoteRow]
    voids: Mapping[str, list[str]]
    replaced_by: Mapping[str, str]
    plans: Mapping[str, str]
    """The plan version in force at the month's end, by patient; none where the plan stood otherwise than any version
    says, because something came in without a save."""
    complexity: Mapping[str, tuple[str, ...]]
    """The attested decision-making in force, by patient."""
    saved: Mapping[str, tuple[str, int]]
    """For signatures that looked at saves only: the version saved last in the month, and when the newest of what it
    does not hold was recorded (epoch milliseconds, 0 for nothing), by patient."""

    def now(self, found: Assessed) -> SignedSet:
        """What would be signed at this moment."""
        patient, decision = found.patient.id, found.decision
        note = self.notes.get(patient)
        return SignedSet(
            entries=tuple(sorted(entry.id for entry in decision.facts.entries)),
            voids=tuple(self.voids.get(patient, ())),
            staff_seconds=decision.staff_seconds,
            practitioner_seconds=decision.practitioner_seconds,
            codes=decision.codes,
            note=note.op if note and note.heads == 1 else "",
            plan_version=self.plans.get(patient, ""),
            complexity=self.complexity.get(patient, ()),
        )

    def newest(self, patient: str, role: str) -> SignatureRow | None:
        """The signature of that role that nobody took back."""
        rows = self.signatures.get(patient, ())
        return next((r for r in reversed(rows) if r.role == role and r.id not in self.taken_back), None)

    def signed(self, found: Assessed, role: str) -> Signed | None:
        """The newest signature of that role compared with how things are now; None when nobody signed."""
        row = self.newest(found.patient.id, role)
        if row is None:
            return None
        now, then = replace(self.now(found), plan_version=self._plan_for(row)), signed_set(row)
        reasons = month_signing.withdrawn(then, now, self.replaced_by)
        if role == PRACTITIONER and row.by != found.decision.facts.billing_practitioner:
            # Who signs as the practitioner answers for the claim, on which the biller's number stands.
            reasons = (*reasons, Reason("practitioner"))
        return Signed(row, reasons, month_signing.late(then, now))

    def _plan_for(self, row: SignatureRow) -> str:
        """The version in force as that signature would name it today.

        One of a program that looked at saves only covered by them what had come in without one when it was made.
        """
        whole = self.plans.get(row.patient, "")
        if row.plan_is_whole or row.plan_version == whole:
            return whole
        saved, came_in_at = self.saved.get(row.patient, ("", 0))
        return saved if came_in_at < row.at else ""

    def standing(self, found: Assessed) -> tuple[str, ...]:
        """Ids of the two signatures when both stand; otherwise nothing."""
        both = [self.signed(found, role) for role in (COORDINATOR, PRACTITIONER)]
        return tuple(s.row.id for s in both if s is not None and s.stands) if all(s and s.stands for s in both) else ()


def sign_book(context: Context, reader: Reader, month: Month, patient: str = "") -> SignBook:
    """All signatures of the month, or of one patient."""
    connection, name = reader.connection, str(month)
    opening, closing = month.bounds(context.zone_of(reader))
    signatures = month_end.signatures(connection, name, patient)
    versions = months.plan_versions(connection, closing * 1000, patient)
    asked = [patient] if patient else signatures
    in_force = {who: versions[who][-1][0] for who in asked if who in versions}
    unnamed = plan_record.unnamed_at(reader, closing * 1000, in_force)
    of_saves = {row.patient for rows in signatures.values() for row in rows if not row.plan_is_whole} & versions.keys()
    return SignBook(
        signatures=signatures,
        taken_back=month_end.taken_back(connection, name),
        notes=month_end.notes(connection, name, patient),
        voids=month_end.voided(connection, opening, closing, patient),
        replaced_by=month_end.replacements(connection) if signatures else {},
        plans={who: rows[-1][0] for who, rows in versions.items() if who not in unnamed},
        complexity={who: attested(*rows[-1]) for who, rows in months.decisions(connection, name, patient).items()},
        saved=dict(_saved(reader, closing * 1000, {who: versions[who] for who in of_saves}, unnamed)),
    )


def _saved(
    reader: Reader, before_ms: int, versions: Mapping[str, list[Any]], unnamed: Mapping[str, int]
) -> Iterator[tuple[str, tuple[str, int]]]:
    last = {who: next((row[0] for row in reversed(rows) if row[4]), "") for who, rows in versions.items()}
    other = {who: saved for who, saved in last.items() if saved and saved != versions[who][-1][0]}
    beyond = {**unnamed, **dict.fromkeys(other, 0), **plan_record.unnamed_at(reader, before_ms, other)}
    for who, saved in last.items():
        yield who, (saved, beyond.get(who, 0))


def attested(level: str, by: str, on: str, why: str, decision: str) -> tuple[str, ...]:
    """Attested decision-making as a signature freezes it."""
    return decision, level, by, on, why


def signed_set(row: SignatureRow) -> SignedSet:
    """What that signature froze."""
    return SignedSet(
        row.entries,
        row.voids,
        row.staff_seconds,
        row.practitioner_seconds,
        row.codes,
        row.note,
        row.plan_version,
        row.complexity,
    )


def content_hash(
    month: str, patient: str, role: str, now: SignedSet, rules: str, fee_table: str, note_sha256: str
) -> str:  # fmt: skip
    """The digest that is shown, asked back and signed."""
    content: dict[str, object] = {
        "month": month,
        "patient": patient,
        "role": role,
        "entries": now.entries,
        "voids": now.voids,
        "staff_seconds": now.staff_seconds,
        "practitioner_seconds": now.practitioner_seconds,
        "codes": now.codes,
        "rules": rules,
        "fee_table": fee_table,
        "note": now.note,
        "note_sha256": note_sha256,
        "plan_version": now.plan_version,
    }
    if now.complexity:  # left out where there is none: so it is in signatures of before it was part of them
        content["complexity"] = now.complexity
    return digest(content)


def content_hash_of(month: str, row: SignatureRow) -> str:
    """The same of a signature that was given: what it must have been made over."""
    return content_hash(
        month, row.patient, row.role, signed_set(row), row.rules, row.fee_table, row.note_sha256
    )  # fmt: skip


def reasons_in_words(reader: Reader, reasons: Iterable[Reason], zone: ZoneInfo) -> tuple[str, ...]:
    """Why a signature stands no more: `The entry of Nov 9, 10:02 AM was added after the signature.`"""
    found = []
    for reason in reasons:
        entry = entries.one(reader.connection, reason.entry) if reason.entry else None
        if entry is None:
            found.append(f"{WORDS[reason.key]}.")
        else:
            at = entry.value.started_at
            when = f"{local_words.short_day(at, zone)}, {local_words.clock(at, zone)}"
            found.append(f"The entry of {when} {WORDS[reason.key]}.")
    return tuple(found)
