"""The figures of a month in words, each with the patients behind it."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.domain import programme
from ccm_desktop.domain.claims import Success
from ccm_desktop.domain.programme import Figures, Share
from ccm_desktop.models.queries import claims
from ccm_desktop.models.store import Reader
from ccm_desktop.reports.wording import clock
from ccm_desktop.services.claims import ClaimRow
from ccm_desktop.services.escalations import STATES, EscalationLine
from ccm_desktop.services.month_board import MonthLine
from ccm_desktop.services.programme_views import Listed, Tile

_OUTSIDE = {"candidate": "Candidate, not asked yet", "declined": "Declined", "ended": "Left the program"}


class Teller:
    """Figures in words."""

    def __init__(self, reader: Reader, found: tuple[MonthLine, ...], counted: Figures) -> None:
        self._found = {one.patient_id: one for one in found}
        self._figures = counted
        self._names = claims.patient_names(reader.connection)
        self._status = {patient: status for patient, status, _ in claims.programme_standing(reader.connection)}

    def tiles(
        self, success: Success, rows: tuple[ClaimRow, ...], raised: tuple[EscalationLine, ...]
    ) -> tuple[Tile, ...]:  # fmt: skip
        """The three programme metrics with their average, then the four of the process."""
        return (
            self._enrolment(), self._minutes(), self._capture(), self._success(success, rows),
            self._foundation(), self._completion(), self._escalation(raised), self._burden(),
        )  # fmt: skip

    def listed(self, patients: Iterable[str], *, counted_in: bool = True) -> tuple[Listed, ...]:
        """Patients with what stands between them and a claim."""
        return tuple(self._one(patient, counted_in, self._standing(patient)) for patient in patients)

    def _one(self, patient: str, counted_in: bool, why: str) -> Listed:
        family, given = self._names.get(patient, ("", ""))
        found = self._found.get(patient)
        return Listed(
            patient, found.name if found else f"{family}, {given}", found.mrn if found else "",
            found.counted_seconds if found else 0, counted_in, why,
        )  # fmt: skip

    def _share(self, share: Share) -> tuple[Listed, ...]:
        return (*self.listed(share.rest, counted_in=False), *self.listed(share.part))

    def _standing(self, patient: str) -> str:
        """Why there is no code, or which there is."""
        found = self._found.get(patient)
        if found is None:
            return _OUTSIDE.get(self._status.get(patient, ""), "Not enrolled in this month")
        if found.codes:
            return "Supports " + " + ".join(f"{code} ×{units}" for code, units in found.codes)
        if found.held:
            return f"On hold: {found.held}"
        if found.blockers or found.next is None:
            return "; ".join(blocker.words for blocker in found.blockers)
        step = found.next
        return f"{clock(step.short_by_seconds)} to {step.at_seconds // 60} ({step.code})"

    def _enrolment(self) -> Tile:
        share, extra = self._figures.enrolment, self._figures.enrolled_only
        outside = tuple(
            self._one(patient, False, "In the program with fewer than two conditions on file") for patient in extra
        )
        more = f"{len(extra):,} more enrolled without two conditions on file" if extra else "All enrolled are eligible"
        return Tile(
            "enrolment", "Enrolled of eligible", of(len(share.part), share.whole), more,
            "Eligible: alive, with two or more chronic conditions by the month's end. Enrolled: in the program on "
            "any day of the month.", (*outside, *self._share(share)),
        )  # fmt: skip

    def _minutes(self) -> Tile:
        minutes = self._figures.minutes
        mean, median = minutes.mean_seconds, minutes.median_seconds
        patients = [patient for _, band in minutes.bands for patient in band]
        return Tile(
            "minutes", "Counted time a patient", "—" if median is None else f"Median {clock(median)}",
            "" if mean is None else f"Mean {clock(mean)}",
            "Time that counted, of every enrolled patient, those with none included.", self.listed(patients),
        )  # fmt: skip

    def _capture(self) -> Tile:
        share, ready = self._figures.capture, self._figures.supported
        expected = share.whole * programme.EXPECTED_PER_PATIENT
        unbilled = set(ready.part).difference(share.part)
        rows = [
            self._one(p, False, f"{self._standing(p)}; no claim recorded" if p in unbilled else self._standing(p))
            for p in share.rest
        ]
        return Tile(
            "capture", "Capture rate", of(len(share.part), expected),
            f"{of(len(ready.part), ready.whole)} support a code",
            "Patients with a claim sent, of enrolled × 1 first code a month: the most there could be.",
            (*rows, *self.listed(share.part)),
        )  # fmt: skip

    def _success(self, success: Success, rows: tuple[ClaimRow, ...]) -> Tile:
        told = [row for row in rows if row.status]
        ended_well = ("paid", "partially_paid")
        listed = [self._one(r.patient_id, r.status in ended_well, _told(r)) for r in told]
        return Tile(
            "success", "Claim lines paid", success_text(success), f"{success.unanswered:,} sent without an answer",
            "Paid in full or in part, of the claim lines that the payer answered.",
            tuple(sorted(listed, key=lambda one: one.counted_in)),
        )  # fmt: skip

    def _foundation(self) -> Tile:
        share = self._figures.foundation
        return Tile(
            "foundation", "Enrollment quality", of(len(share.part), share.whole),
            f"{len(share.rest):,} with something missing",
            "Enrolled patients with consent, two conditions, initiating visit, care plan and copy all in place.",
            self._share(share),
        )  # fmt: skip

    def _completion(self) -> Tile:
        share = self._figures.completion
        return Tile(
            "completion", "Monthly completion", of(len(share.part), share.whole),
            f"{len(share.rest):,} below the first threshold",
            "Enrolled patients whose counted time reached 20 minutes, whatever else is missing.", self._share(share),
        )  # fmt: skip

    def _burden(self) -> Tile:
        burden = self._figures.burden
        rows = [self._one(patient, True, self._lost(patient)) for patient in burden.losing]
        share = "" if burden.percent is None else f" ({burden.percent} %)"
        return Tile(
            "burden", "Staff burden", f"{clock(burden.lost_seconds)}{share}",
            f"of {clock(burden.logged_seconds)} logged did not count",
            "Logged time that did not count, of all time logged in the month.", tuple(rows),
        )  # fmt: skip

    def _escalation(self, raised: tuple[EscalationLine, ...]) -> Tile:
        judged = [one for one in raised if one.acted_at is not None or one.overdue]
        kept = sum(one.state == "acted" for one in judged)
        overdue, still = sum(one.overdue for one in raised), sum(one.acted_at is None for one in raised)
        late_first = sorted(raised, key=lambda one: one.state == "acted")
        rows = [self._one(one.patient_id, one.state == "acted", f"{STATES[one.state]}: {one.reason}")
                for one in late_first]  # fmt: skip
        return Tile(
            "escalation", "Escalation handling", of(kept, len(judged)) if raised else "None raised",
            f"{still:,} open, {overdue:,} of them overdue" if raised else "No escalation in this month",
            "Escalations of the month answered within their time, of those answered or overdue.", tuple(rows),
        )  # fmt: skip

    def _lost(self, patient: str) -> str:
        line = self._found[patient]
        reasons = "; ".join(one.words for one in line.exclusions if one.key != "X_OTHER_MONTH")
        return f"{clock(line.logged_seconds - line.counted_seconds)}: {reasons}"


def _told(row: ClaimRow) -> str:
    state = {"submitted": "sent", "paid": "paid", "partially_paid": "partly paid", "denied": "denied"}[row.status]
    reason = f", reason {row.reason}: {row.reason_words}" if row.reason else ""
    return f"{row.code} {state} {row.happened_on}{reason}"


def success_text(success: Success) -> str:
    """`9 of 10 answered (90 %)`."""
    return of(success.paid + success.partially_paid, success.answered)


def of(part: int, whole: int) -> str:
    """`9 of 10 (90 %)`; of nothing, there is no percentage."""
    share = programme.percent(part, whole)
    return f"{part:,} of {whole:,}" + ("" if share is None else f" ({share} %)")
