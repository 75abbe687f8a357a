"""Month after month of the invented practice: notes, signatures, closings, a reopening, and what payers answered."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from ccm_desktop.app.demo_script import LEAD
from ccm_desktop.app.demo_script import PRACTITIONER as BILLER
from ccm_desktop.domain.calendar import Month, to_epoch
from ccm_desktop.domain.consent import ELEMENTS
from ccm_desktop.domain.month_signing import COORDINATOR, PRACTITIONER
from ccm_desktop.domain.timer.clocks import Sample
from ccm_desktop.interop.claim_outcomes import FiledOutcome, OutcomeFile
from ccm_desktop.services.claims import ClaimRow
from ccm_desktop.services.enrolment import NewConsent
from ccm_desktop.services.month_views import ExceptionLine, QueueLine
from ccm_desktop.services.office import Office
from ccm_desktop.services.time_entries import Amendment

LOOK = timedelta(seconds=35)
"""How long a signer reads one patient's evidence."""
HELD_BECAUSE = {
    "E01": "A note of the month was never finished",
    "E05": "No valid consent on file for this month",
    "E06": "Care plan or its copy is not complete yet",
    "E07": "Conditions are not attested",
}
"""Why a patient is not billed, by the exception that nobody could mend."""
_HELD = "Could not be settled before the closing"
RIGHT_BECAUSE = {
    "E04": "Both worked on it together; these seconds count once",
    "E10": "One long call with hospital and family, confirmed with the caller",
    "E12": "Call away from the desk; approved, times compared with the phone list",
    "E15": "The same short step was done for each of them",
    "E16": "Nothing is left to do for the patient this month; not billed",
}
_RIGHT = "Looked at with the coordinator; right as it is"
_DENIALS = ("16", "97", "18", "150", "27", "226")
PAID_SHARE = Decimal("0.784")
"""What Medicare pays of the fee: four fifths, less two percent by law."""


class StoryClock:
    """A clock that stands where the story is."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The moment of the story."""
        return self.at

    def monotonic(self) -> float:
        """Seconds of the story."""
        return self.at.timestamp()

    def sample(self) -> Sample:
        """Nobody sleeps in a story."""
        at = self.at.timestamp()
        return Sample(at, at, at, "0" * 32)


@dataclass
class Stage:
    """The open practice, who stands on it, and when."""

    office: Office
    clock: StoryClock
    staff: list[str] = field(default_factory=list)
    """Ids in the order of `demo_script.STAFF`."""
    patients: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Number in the story and place of the coordinator in the staff, by id. Ids differ from one telling to the next:
    whatever depends on an order or on chance goes by the number."""

    def act(self, who: int, at: datetime | None = None) -> None:
        """That member of staff goes on, at that moment or where the story stands."""
        self.office.context.person = self.staff[who]
        if at is not None:
            self.clock.at = at.astimezone(UTC)


class MonthEnds:
    """Ends months as the team does: each step by the one who may, at the story's time.

    Long steps yield after each piece of work.
    """

    def __init__(self, stage: Stage, passphrase: str) -> None:
        self._stage = stage
        self._office = stage.office
        self._passphrase = passphrase

    def settle(self, month: Month, at: datetime) -> None:
        """What stops the month is put on hold or said to be right."""
        self._stage.act(LEAD, at)
        exceptions = self._office.month_desk.desk(month, COORDINATOR).exceptions
        self._hold(month, (line for line in exceptions if line.severity == "must" and line.open))
        self._accept(month, self._office.month_desk.desk(month, COORDINATOR).exceptions)

    def sign(self, month: Month) -> Iterator[None]:
        """The coordinators keep the proposed notes and sign, then the practitioner does."""
        yield from self._coordinators(month, self._waiting(month, COORDINATOR))
        yield from self._sign(month, PRACTITIONER, BILLER, self._waiting(month, PRACTITIONER))

    def close(self, month: Month, at: datetime) -> None:
        """The lead freezes the month."""
        self._stage.act(LEAD, at)
        closing = self._office.month_closing
        closing.close(month, closing.standing(month).heads, {"backup": "Last night's copy of the disk was checked"})

    def review(self, month: Month, at: datetime) -> Iterator[None]:
        """Half-way: two thirds signed by the coordinators, one third by the practitioner, the rest open."""
        self._stage.act(LEAD, at)
        found = self._office.month_desk.desk(month, COORDINATOR).exceptions
        exceptions = sorted((line for line in found if line.open), key=self._number)
        self._hold(month, [line for line in exceptions if line.code == "E05"][:1])
        self._accept(month, [line for line in exceptions if line.code == "E16"][::3])
        lines = self._waiting(month, COORDINATOR)
        yield from self._coordinators(month, [line for line in lines if not line.flags][: len(lines) * 2 // 3])
        signed = self._waiting(month, PRACTITIONER)[: len(lines) // 3]
        yield from self._sign(month, PRACTITIONER, BILLER, signed)
        self._amend_after_signature(month, signed)

    def reopen(self, month: Month, patient: str, agreed: datetime, at: datetime) -> Iterator[None]:
        """A consent is found on paper: the month is closed again with that patient billed."""
        office = self._office
        self._stage.act(LEAD, at)
        reason = "The consent of a patient on hold was found among the scanned letters"
        office.month_closing.reopen(month, office.month_closing.standing(month).heads, reason, (patient,))
        consent = NewConsent(
            "given", to_epoch(agreed), "written", tuple(ELEMENTS), self._stage.staff[BILLER],
            note="Signed at enrollment; the paper was scanned into another chart",
        )  # fmt: skip
        office.enrolment.record_consent(patient, consent)
        office.month_signing.release(patient, month)
        self._accept(month, office.month_desk.desk(month, COORDINATOR).exceptions)
        yield from self.sign(month)
        self.close(month, self._stage.clock.at + timedelta(minutes=10))

    def send_claims(self, month: Month, at: datetime) -> None:
        """The claim lines of the closed month go out."""
        self._stage.act(LEAD, at)
        rows = [row for row in self._office.claims.board(month).rows if row.units and not row.status]
        self._file("csv", (_outcome(row, "submitted", "", at.date()) for row in rows))

    def answer(self, month: Month, at: datetime, share: float) -> None:
        """The payer answers that share of the claims still out."""
        self._stage.act(LEAD, at)
        rows = [row for row in self._office.claims.board(month).rows if row.status == "submitted"]
        chances = {row.claim: random.Random(f"{at} {self._number(row)}") for row in rows}
        said = {claim: _verdict(chance) for claim, chance in chances.items() if chance.random() < share}
        self._file("835", (_outcome(row, *said[row.claim], at.date()) for row in rows if row.claim in said))

    def _file(self, source: str, outcomes: Iterable[FiledOutcome]) -> None:
        self._office.claims.record_file(OutcomeFile(source, tuple(outcomes)))

    def _hold(self, month: Month, lines: Iterable[ExceptionLine]) -> None:
        for patient, code in {line.patient_id: line.code for line in lines}.items():
            self._office.month_signing.hold(patient, month, HELD_BECAUSE.get(code, _HELD))

    def _accept(self, month: Month, lines: Iterable[ExceptionLine]) -> None:
        reasons = {line.finding_id: RIGHT_BECAUSE.get(line.code, _RIGHT) for line in lines
                   if line.open and line.severity == "review"}  # fmt: skip
        if reasons:
            self._office.month_exceptions.accept_all(month, reasons)

    def _waiting(self, month: Month, role: str) -> list[QueueLine]:
        lines = self._office.month_desk.desk(month, role).queue.lines
        states = ("to_sign",) if role == PRACTITIONER else ("to_sign", "note_missing")
        return sorted((line for line in lines if line.state in states), key=self._number)

    def _number(self, line: QueueLine | ExceptionLine | ClaimRow) -> int:
        return self._stage.patients[line.patient_id][0]

    def _coordinators(self, month: Month, lines: Iterable[QueueLine]) -> Iterator[None]:
        own: dict[int, list[QueueLine]] = {}
        for line in lines:
            own.setdefault(self._stage.patients[line.patient_id][1], []).append(line)
        for who, theirs in sorted(own.items()):
            self._stage.act(who)
            for line in theirs:
                self._office.month_notes.keep_proposed(line.patient_id, month)
                yield
            yield from self._sign(month, COORDINATOR, who, theirs)

    def _sign(self, month: Month, role: str, who: int, lines: Iterable[QueueLine]) -> Iterator[None]:
        """One by one, each evidence looked at; the passphrase again whenever the sitting is over."""
        self._stage.act(who)
        signing = self._office.signing
        for line in lines:
            shown = self._office.month_signing.evidence(line.patient_id, month, role)
            self._stage.clock.at += LOOK
            passphrase = "" if signing.sitting() else self._passphrase
            self._office.month_signing.sign(line.patient_id, month, role, shown.seen, passphrase)
            yield
        signing.end_sitting()

    def _amend_after_signature(self, month: Month, signed: Iterable[QueueLine]) -> None:
        """Somebody corrects an entry that was signed for: the signature must be given again."""
        for line in signed:
            entries = self._office.charts.month(line.patient_id, month).lines
            long = [entry for entry in entries if entry.seconds > 300 and not entry.voided]
            if long and line.counted_seconds % 1200 > 120:
                self._stage.act(self._stage.staff.index(long[0].person_id))
                amendment = Amendment(ended_at=long[0].ended_at - 60)
                self._office.time.amend(long[0].entry_id, amendment, "The last minute was another patient's call")
                return


def _verdict(chance: random.Random) -> tuple[str, str]:
    """Status and reason."""
    status = chance.choices(("paid", "denied", "partially_paid"), (90, 7, 3))[0]
    reasons = {"paid": ("",), "denied": _DENIALS, "partially_paid": ("151",)}
    return status, chance.choice(reasons[status])


def _outcome(row: ClaimRow, status: str, reason: str, on: date) -> FiledOutcome:
    amount = {"paid": row.charge * PAID_SHARE, "partially_paid": row.charge * PAID_SHARE / 2}.get(status)
    told = "" if amount is None else f"{amount:.2f}"
    return FiledOutcome("", row.claim, row.code, status, on.isoformat(), told, reason)
