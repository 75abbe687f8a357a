"""Who signed for a patient-month, and whether that signature still stands: read and compared, never stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
        now, then = self.now(found), signed_set(row)
        reasons = month_signing.withdrawn(then, now, self.replaced_by)
        if role == PRACTITIONER and row.by != found.decision.facts.billing_practitioner:
            # Who signs as the practitioner answers for the claim, on which the biller's number stands.
            reasons = (*reasons, Reason("practitioner"))
        return Signed(row, reasons, month_signing.late(then, now))

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
    return SignBook(
        signatures=signatures,
        taken_back=month_end.taken_back(connection, name),
        notes=month_end.notes(connection, name, patient),
        voids=month_end.voided(connection, opening, closing, patient),
        replaced_by=month_end.replacements(connection) if signatures else {},
        plans={who: rows[-1][0] for who, rows in versions.items() if who not in unnamed},
        complexity={who: attested(*rows[-1]) for who, rows in months.decisions(connection, name, patient).items()},
    )


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
