"""Gathers the month note of an audit packet: figures, entries and signatures."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ccm_desktop.domain.activities import ACTIVITIES, OUTCOMES
from ccm_desktop.domain.billing.exclusions import Piece
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.clinical import ConditionAttestation, ConditionCode
from ccm_desktop.ledger.payloads.month import DecisionMaking, DecisionWithdrawn
from ccm_desktop.ledger.payloads.month_close import ClaimPart
from ccm_desktop.ledger.payloads.month_sign import MonthNote, MonthSignature, month_entity
from ccm_desktop.ledger.payloads.patient import PatientRisk
from ccm_desktop.models.queries import entries
from ccm_desktop.models.queries.month_end import SignatureRow
from ccm_desktop.reports.packet_document import CarePlanSection
from ccm_desktop.reports.packet_values import (
    CodeLine,
    MonthNoteSection,
    NoteSentence,
    PacketCondition,
    PacketEntry,
    PacketSignature,
    Part,
    Who,
)
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.month_lines import closed_line_of, line_of
from ccm_desktop.services.month_moment import conditions_then
from ccm_desktop.services.month_signatures import content_hash_of, reasons_in_words
from ccm_desktop.services.month_snapshot import Judgement, judgement_closed, judgement_now
from ccm_desktop.services.packet_scene import Scene
from ccm_desktop.services.people import LANES
from ccm_desktop.services.signing import SigningService

_SOURCES = {
    "timer": "Timer",
    "manual": "Entered by hand",
    "recovered": "Recovered after a crash",
    "moved": "Moved from a gap",
    "import": "Imported",
}


class Figures(NamedTuple):
    """The numbers of a patient-month: as they are now, or as they were closed."""

    line: MonthLine
    judged: Judgement
    family: str
    rules: str
    fee_table: str
    signed: frozenset[str]
    """Signatures that stood when the month was closed."""
    claim: ClaimPart = ClaimPart()
    """What the closing kept for the claim."""

    @property
    def service_on(self) -> date | None:
        """Day of the claim; None when nothing is billed."""
        on = self.judged.service_on
        return date.fromisoformat(on) if on and self.line.codes else None


def figures_of(scene: Scene, patient: str) -> Figures | None:
    """None for a patient who was not in the programme that month."""
    frozen = scene.frozen(patient)
    if frozen is not None:
        closed, kept = frozen
        return Figures(closed_line_of(patient, kept), judgement_closed(scene.month, kept), kept.family,
                       closed.head.rules, kept.claim.fee_table or closed.head.fee_table, frozenset(kept.signatures),
                       kept.claim)  # fmt: skip
    found = scene.found.get(patient)
    if found is None:
        return None
    decision, names = found.decision, {person.id: person.title for person in scene.people.values()}
    line = line_of(found, names, scene.holds.get(patient, ""))
    family = decision.family.key if line.codes and decision.family else ""
    return Figures(line, judgement_now(found), family, decision.rules.version, decision.fee_schedule, frozenset())


def note_section(
    scene: Scene, signing: SigningService, patient: str, figures: Figures, plan: CarePlanSection
) -> MonthNoteSection:
    """Section `note`."""
    line = figures.line
    biller = scene.people.get(figures.judged.billing_practitioner)
    note = list(scene.versions(MonthNote, month_entity(patient, str(scene.month))))
    scene.resting_on.extend(op for op, _ in note)
    shown = scene.held(MonthNote, month_entity(patient, str(scene.month)))
    return MonthNoteSection(
        practitioner=scene.who(figures.judged.billing_practitioner) if biller else Who(""),
        practitioner_npi=biller.npi if biller else "",
        conditions=tuple(_conditions(scene, patient)),
        risk=_risk(scene, patient),
        sentences=tuple(NoteSentence(*sentence) for sentence in shown[1].sentences) if shown else (),
        written_by=scene.name(shown[0].header.act) if shown else "",
        written_at=scene.moment(shown[0].header.ut // 1000) if shown else None,
        note_versions=len(note),
        entries=tuple(_entries(scene, figures)),
        recorded_seconds=line.logged_seconds,
        counted_seconds=line.counted_seconds,
        staff_seconds=line.staff_seconds,
        practitioner_seconds=line.practitioner_seconds,
        not_counted=_not_counted(figures),
        plan_version=plan.version or "none",
        plan_change="; ".join(plan.changes) or "no change this month",
        codes=tuple(CodeLine(code, units) for code, units in line.codes),
        family=figures.family,
        fee=line.fee,
        blockers=_blockers(line),
        warnings=tuple(words(key).text for key in figures.judged.warnings),
        held=line.held,
        service_date=figures.service_on,
        place_of_service=figures.judged.place_of_service,
        rule_version=figures.rules,
        fee_table=figures.fee_table,
        decision_making=tuple(_decision_making(scene, patient)),
        signatures=tuple(_signatures(scene, signing, patient, figures)),
    )


def _not_counted(figures: Figures) -> tuple[tuple[str, int], ...]:
    lost: Counter[str] = Counter()
    for piece in _in_month(figures):
        if not piece.counted:
            lost[words(piece.reason).text] += piece.seconds
    return tuple(sorted(lost.items()))


def _blockers(line: MonthLine) -> tuple[str, ...]:
    """What stands against billing, too little time included."""
    short = (words("B_TIME_UNDER_20").text,) if line.state in ("short", "no_time") else ()
    return (*(found.words for found in line.blockers), *short)


def _in_month(figures: Figures) -> Iterator[Piece]:
    return (piece for piece in figures.judged.pieces if piece.reason != "X_OTHER_MONTH")


def _conditions(scene: Scene, patient: str) -> Iterator[PacketCondition]:
    """Those that the month was judged by, with the word that attested each."""
    then = conditions_then(scene.reader, scene.month, scene.zone, patient, until_ms=scene.until_ms)
    for row in then.get(patient, ()):
        code, said = scene.judged(ConditionCode, row.id), scene.judged(ConditionAttestation, row.id)
        scene.resting_on.extend(found[0] for found in (code, said) if found is not None)
        yield PacketCondition(
            row.display,
            row.icd10,
            row.attested,
            scene.name(said[1].attested_by or said[0].header.act) if said else "",
            scene.moment(said[0].header.ut // 1000) if said else None,
        )


def _risk(scene: Scene, patient: str) -> str:
    held = scene.judged(PatientRisk, patient)
    if held is None:
        return ""
    verdict = "Significant risk of death, acute exacerbation or functional decline: "
    said = held[1].statement or "no statement"
    return f"{verdict}{'yes' if held[1].significant_risk else 'no'}. {said}"


def _decision_making(scene: Scene, patient: str) -> Iterator[str]:
    taken_back = {value.decision: (op, value) for op, value in scene.facts(DecisionWithdrawn, patient)}
    for op, value in scene.facts(DecisionMaking, patient):
        if value.month == str(scene.month):
            scene.resting_on.append(op)
            why = f": {value.rationale}" if value.rationale else ""
            by = f"{value.level} by {scene.name(value.decided_by)} on {value.decided_on}"
            yield f"{by}{why}{_gone(scene, taken_back, op)}"


def _gone(scene: Scene, taken_back: dict[str, tuple[Op, DecisionWithdrawn]], decision: Op) -> str:
    """That it was withdrawn, by whom and why."""
    if decision.header.e not in taken_back:
        return ""
    op, value = taken_back[decision.header.e]
    scene.resting_on.append(op)
    return f" (withdrawn by {scene.name(op.header.act)}: {value.reason})"


def _entries(scene: Scene, figures: Figures) -> Iterator[PacketEntry]:
    """Every entry the month was decided on, whatever became of it later."""
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for piece in _in_month(figures):
        pieces[piece.entry].append(piece)
    for entry_id, parts in sorted(pieces.items(), key=lambda item: (item[1][0].start, item[0])):
        entry = entries.one(scene.reader.connection, entry_id)
        if entry is not None:
            yield _entry(scene, entry, parts)


def _entry(scene: Scene, entry: entries.Entry, parts: list[Piece]) -> PacketEntry:
    value = entry.value
    start, end = max(value.started_at, scene.span[0]), min(value.ended_at, scene.span[1])
    return PacketEntry(
        id=entry.entry_id,
        day=local_day(from_epoch(start), scene.zone),
        start=scene.moment(start),
        end=scene.moment(end),
        seconds=sum(piece.seconds for piece in parts),
        counted_seconds=sum(piece.seconds for piece in parts if piece.counted),
        who=scene.who(value.person),
        lane=LANES.get(value.lane, value.lane),
        activity=ACTIVITIES.get(value.activity, value.activity),
        program=value.program,
        outcome=OUTCOMES.get(value.outcome, value.outcome),
        narrative=value.note,
        source=source_words(entry),
        parts=tuple(_part(scene, piece) for piece in parts),
        remark="Void since the month was closed; see the time log." if entry.voided else "",
    )


def source_words(entry: entries.Entry) -> str:
    """How the entry came into the file."""
    words_of = _SOURCES.get(entry.value.source, entry.value.source)
    if entry.value.kept_gap_seconds:
        words_of = f"{words_of} + kept gap {clock_text(entry.value.kept_gap_seconds)}"
    if entry.value.source not in ("manual", "recovered"):
        return words_of
    return f"{words_of} ({'approved' if entry.reviewed else 'not approved'})"


def _part(scene: Scene, piece: Piece) -> Part:
    reason = words(piece.reason)
    return Part(scene.moment(piece.start), scene.moment(piece.end), piece.seconds, piece.counted, piece.reason,
                reason.text, reason.cite)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Standing:
    state: str
    reasons: tuple[str, ...] = ()


def _signatures(
    scene: Scene, signing: SigningService, patient: str, figures: Figures
) -> Iterator[PacketSignature]:  # fmt: skip
    ops = {op.header.e: op for op, _ in scene.facts(MonthSignature, patient)}
    for row in scene.book.signatures.get(patient, ()):
        scene.resting_on.append(ops[row.id])
        genuine = signing.verify(row.signature, content_hash_of(str(scene.month), row))
        standing = _standing(scene, patient, row, figures) if genuine else _Standing("not_genuine")
        yield PacketSignature(
            id=row.id,
            role=row.role,
            signer=row.signature.signer,
            signed_at=scene.moment(row.signature.signed_at),
            meaning=row.signature.meaning,
            statement_version=row.signature.statement_version,
            genuine=genuine,
            state=standing.state,
            reasons=standing.reasons,
            content_sha256=row.signature.content_sha256,
            public_key=row.signature.public_key,
            signature=row.signature.signature,
        )


def _standing(scene: Scene, patient: str, row: SignatureRow, figures: Figures) -> _Standing:
    if row.id in scene.book.taken_back:
        return _Standing("taken_back")
    found = scene.found.get(patient)
    signed = scene.book.signed(found, row.role) if found else None
    if signed is None:
        return _Standing("stands" if row.id in figures.signed else "replaced")
    if signed.row.id != row.id:
        return _Standing("replaced")
    stood = row.id in figures.signed
    # The closed figures are the ones that were signed, whatever the rules would say today.
    changed = tuple(reason for reason in signed.reasons if not (stood and reason.key == "outcome"))
    if not changed:
        return _Standing("stands")
    reasons = reasons_in_words(scene.reader, changed, scene.zone)
    return _Standing("needs_re_sign", ("It stood when the month was closed.", *reasons) if stood else reasons)
