"""Closing a month for good, reopening it with a reason, and reading every revision back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

from ccm_desktop.domain import month_close
from ccm_desktop.domain.calendar import Month, from_epoch, to_epoch
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_signing import PRACTITIONER
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_close import ClosedLine, MonthClosed, MonthState, closing_entity
from ccm_desktop.models.store import Reader, Transaction
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.claim_lines import ClaimSource
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_desk import Survey, survey
from ccm_desktop.services.month_end import MonthEndService
from ccm_desktop.services.month_signatures import content_hash_of
from ccm_desktop.services.month_snapshot import Snapshot, changes_between, frozen_line, snapshot, snapshot_hash
from ccm_desktop.services.month_standing import month_standing
from ccm_desktop.services.month_views import LineChange, MonthStanding
from ccm_desktop.services.people import people_of
from ccm_desktop.services.signing import SigningService

LONGEST_REOPENING = timedelta(days=31)


class MonthClosingService:
    """Closes and reopens months."""

    def __init__(self, context: Context, boards: MonthEndService, signing: SigningService) -> None:
        self._context = context
        self._boards = boards
        self._signing = signing

    def standing(self, month: Month) -> MonthStanding:
        """Where the month stands; its `heads` are what `close` and `reopen` want back."""
        with self._context.reading() as reader:
            return month_standing(self._context, reader, month)

    def snapshot(self, month: Month, revision: int = 0) -> Snapshot | None:
        """The frozen figures of that revision, or of the one in force; None for a month never closed."""
        with self._context.reading() as reader:
            return snapshot(reader, month, revision)

    def close(self, month: Month, heads: tuple[str, ...], skipped: Mapping[str, str] | None = None) -> Outcome[int]:
        """Freeze the month as the next revision, all of it or nothing; returns the revision.

        `heads` are those of the standing that was shown. `skipped` gives the reason for each step of the
        checklist that is passed over. Refused in one sentence while anything stops it.
        """
        skipped = {key: reason.strip() for key, reason in (skipped or {}).items()}
        with self._context.transaction() as tx:
            found = survey(self._context, self._boards, tx, month, PRACTITIONER)
            self._require_same(found.desk.standing, heads)
            _check_skipped(found, skipped)
            missing = month_close.refusals(found.readiness, skipped)
            if missing:
                raise Refusal("month_not_ready", f"{month.title} is not closed: {' '.join(missing)}",
                              "Do that first; the checklist leads to each place.")  # fmt: skip
            self._require_genuine(found)
            return Outcome(self._record(tx, month, found, skipped), Changed.MONTH)

    def reopen(
        self, month: Month, heads: tuple[str, ...], reason: str, scope: tuple[str, ...] = (), until: int | None = None
    ) -> Outcome[int]:
        """Let a closed month take changes again, for these patients (all when left out) until then.

        `until` is an instant, 24 hours from now when left out. The closed revision stays as it is.
        """
        require(self._context, Verb.REOPEN_MONTH)
        if not reason.strip():
            raise BadInput("reopen_reason_missing", "The reason is empty.", "Say why the month is reopened.")
        now = self._context.now()
        until = now + month_close.REOPENED_FOR_SECONDS if until is None else until
        if not now < until <= to_epoch(from_epoch(now) + LONGEST_REOPENING):
            raise BadInput("reopen_until", "The end of the reopening is not within a month from now.",
                           "Choose a day within the next 31 days.")  # fmt: skip
        with self._context.transaction() as tx:
            standing = month_standing(self._context, tx, month)
            self._require_same(standing, heads)
            closed = snapshot(tx, month)
            if closed is None or (standing.state == "reopened" and not standing.lapsed):
                words = "is open already" if closed is None else "is reopened already"
                raise Refusal("month_not_closed", f"{month.title} {words}.", "Change it as it is.")
            known = {patient for patient, _ in closed.lines}
            if not set(scope) <= known:
                raise BadInput("reopen_scope", "A patient was not in the closed month.", "Choose from its list.")
            state = MonthState(
                str(month), "reopened", standing.revision, closed.closing, reason.strip(), tuple(sorted(scope)), until
            )
            tx.record(state, entity=closing_entity(str(month)), prev=heads)
        return Outcome(standing.revision, Changed.MONTH)

    def changes(self, month: Month, revision: int = 0) -> tuple[LineChange, ...]:
        """What a revision changed against the one before it, patient by patient."""
        with self._context.reading() as reader:
            return revision_changes(reader, month, revision)

    def _require_same(self, standing: MonthStanding, heads: tuple[str, ...]) -> None:
        if tuple(sorted(heads)) == standing.heads:
            return
        latest = standing.revisions[0] if standing.revisions else None
        by = f" by {latest.closed_by}" if latest and standing.state == "closed" else ""
        raise Refusal("month_moved_on", f"{standing.month.title} was {standing.state}{by} since you opened this.",
                      "Look at it again; nothing was changed.")  # fmt: skip

    def _require_genuine(self, found: Survey) -> None:
        """Both signatures of everybody who is billed, proved; not only that they are there."""
        month = str(found.desk.standing.month)
        for one in found.judged.found:
            standing = set(found.book.standing(one))
            for row in found.book.signatures.get(one.patient.id, ()):
                if row.id in standing and not self._signing.verify(row.signature, content_hash_of(month, row)):
                    raise Refusal("signature_not_genuine", "A signature of this month does not fit what it signs.",
                                  "Run ccm verify, and let it be signed again.")  # fmt: skip

    def _record(self, tx: Transaction, month: Month, found: Survey, skipped: Mapping[str, str]) -> int:
        closing, before = new_id(), found.desk.standing
        claims = ClaimSource.of(tx, month, self._context.zone_of(tx))
        lines = tuple(_frozen(closing, found, claims))
        head = self._head(tx, month, found, skipped)
        head = replace(head, sha256=snapshot_hash(head, lines))
        tx.record(head, entity=closing)
        for patient, line in lines:
            tx.record(line, entity=new_id(), patient=patient)
        state = MonthState(str(month), "closed", head.revision, closing)
        tx.record(state, entity=closing_entity(str(month)), prev=before.heads)
        return head.revision

    def _head(self, tx: Transaction, month: Month, found: Survey, skipped: Mapping[str, str]) -> MonthClosed:
        practice, totals, before = self._context.practice_of(tx), found.judged.board.totals, found.desk.standing
        latest = before.revisions[0] if before.revisions else None
        people = people_of(tx)
        return MonthClosed(
            month=str(month),
            revision=(latest.revision if latest else 0) + 1,
            supersedes=latest.closing if latest else "",
            rules=found.judged.board.rules_version,
            fee_table=found.judged.prices.schedule,
            fee_version=found.judged.prices.version,
            practice_name=practice.name,
            practice_address=practice.address,
            practice_phone=practice.phone,
            practice_lead=next((p.title for p in people if p.role == "lead" and p.active), ""),
            lines=totals.enrolled,
            billable=totals.billable,
            counted_seconds=totals.counted_seconds,
            logged_seconds=totals.logged_seconds,
            units=totals.units,
            fee=str(totals.fee),
            skipped=tuple(sorted(skipped.items())),
            sha256="",
            kept_fees=found.judged.kept_fees,
        )


def revision_changes(reader: Reader, month: Month, revision: int = 0) -> tuple[LineChange, ...]:
    """What a revision changed against the one before it; nothing for the first."""
    after = snapshot(reader, month, revision)
    if after is None or after.head.revision < 2:
        return ()
    before = snapshot(reader, month, after.head.revision - 1)
    return changes_between(dict(before.lines) if before else {}, dict(after.lines))


def _check_skipped(found: Survey, skipped: Mapping[str, str]) -> None:
    for key, reason in skipped.items():
        if key not in found.desk.may_be_skipped:
            raise BadInput("step_not_skippable", f"The step {key!r} cannot be passed over.",
                           f"These can: {', '.join(found.desk.may_be_skipped) or 'none'}.")  # fmt: skip
        if not reason:
            raise BadInput("skip_reason_missing", f"The reason for passing over {key!r} is empty.", "Say why.")


def _frozen(closing: str, found: Survey, claims: ClaimSource) -> Iterator[tuple[str, ClosedLine]]:
    """Everybody on the board; who is out of the scope of a reopening keeps the line of the last closing."""
    judged = {one.patient.id: one for one in found.judged.found}
    for line in found.judged.board.lines:
        one = judged.get(line.patient_id)
        if one is not None:
            signatures = found.book.standing(one) if line.codes else ()
            yield line.patient_id, frozen_line(closing, one, line, signatures, claims.part(one, line))
        else:
            yield line.patient_id, replace(found.judged.kept[line.patient_id], closing=closing)
