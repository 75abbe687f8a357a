"""The patient's summary of a month: composed, approved as exactly what was seen, printed, and recorded as given.

It is no copy of the care plan and changes nothing of what a month is billed by (docs/billing-rules.md).
"""

from __future__ import annotations

from collections.abc import Collection

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.month_summary import DRAFT, GONE_OVER, LONGEST_WORDS, MAY_BE_LEFT_OUT
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_sign import month_entity
from ccm_desktop.ledger.payloads.month_summary import (
    SummaryApproved,
    SummaryEdit,
    SummaryGiven,
    SummaryWithdrawn,
)
from ccm_desktop.models.queries import month_summary as queries
from ccm_desktop.reports.plan_documents import SIZES
from ccm_desktop.reports.plan_words import LANGUAGES
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_copies import COPY_METHODS
from ccm_desktop.services.plan_scene import PlanScene
from ccm_desktop.services.reporting import Rendering, ReportingService
from ccm_desktop.services.summary_look import look
from ccm_desktop.services.summary_paper import paper_of
from ccm_desktop.services.summary_views import ApprovedVersion, SummaryView

_FUTURE = 60
"""Seconds by which the clocks of two computers may differ."""


class MonthSummaryService:
    """Every change is one transaction; what was approved is never changed, only followed."""

    def __init__(self, context: Context, reporting: ReportingService) -> None:
        self._context, self._reporting = context, reporting

    def open(self, patient: str, month: Month, language: str = "") -> SummaryView:
        """As it would be approved now; `language` instead of the one chosen for it."""
        _check_language(language)
        with self._context.reading() as reader:
            return look(self._context, reader, patient, month, language)

    def edit(
        self, view: SummaryView, *, left_out: Collection[str], words: str, language: str
    ) -> Outcome[str]:  # fmt: skip
        """What a person decides about it: keys of lines that are not to stand in it, own words, the language.

        `view` is what was opened: what was decided meanwhile stays beside this.
        """
        require(self._context, Verb.PREPARE_MONTH)
        _check_language(language)
        lines = {line.key: line for line in (*view.lines, *view.left_out)}
        if set(left_out) - lines.keys():
            raise BadInput("summary_line_unknown", "There is no such line.", "Choose one from the list.")
        if any(lines[key].part not in MAY_BE_LEFT_OUT for key in left_out):
            raise Refusal("summary_line_needed", "When to call is never left out of a summary.",
                          "Change it in the care plan, under Symptoms to watch.")  # fmt: skip
        if len(words.strip()) > LONGEST_WORDS:
            raise BadInput("summary_words_long", f"The words are longer than {LONGEST_WORDS:,} characters.",
                           "Shorten them: the rest can be said on the phone.")  # fmt: skip
        edit = SummaryEdit(str(view.month), language, tuple(sorted(left_out)), words.strip())
        with self._context.transaction() as tx:
            entity = month_entity(view.patient_id, str(view.month))
            written = tx.record(edit, entity=entity, patient=view.patient_id, prev=view.heads)
        return Outcome(written, Changed.MONTH)

    def leave_out(self, view: SummaryView, key: str, *, out: bool) -> Outcome[str]:
        """A line is not to stand in it, or is to stand in it again."""
        others = view.left_out_keys - {key}
        return self.edit(view, left_out={*others, key} if out else others, words=view.words, language=view.chosen)

    def say(self, view: SummaryView, words: str) -> Outcome[str]:
        """The care team's own words below it; empty for none."""
        return self.edit(view, left_out=view.left_out_keys, words=words, language=view.chosen)

    def choose_language(self, view: SummaryView, language: str) -> Outcome[str]:
        """In which it is written."""
        return self.edit(view, left_out=view.left_out_keys, words=view.words, language=language)

    def approve(
        self, patient: str, month: Month, seen: str, gone_over: str = "no", language: str = ""
    ) -> Outcome[str]:  # fmt: skip
        """Stand for exactly what was seen; returns the entity of the version."""
        require(self._context, Verb.PREPARE_MONTH)
        _check_language(language)
        if gone_over not in GONE_OVER:
            raise BadInput("gone_over_unknown", "It is not said whether it was gone over with the patient.",
                           f"Use one of: {', '.join(GONE_OVER)}.")  # fmt: skip
        with self._context.transaction() as tx:
            PlanScene(self._context, tx, patient).require_decided()
            view = look(self._context, tx, patient, month, language)
            _require_to_approve(view, seen)
            me = next((p.title for p in people_of(tx) if p.id == self._context.person), "")
            number = queries.newest_number(tx.connection, patient, str(month)) + 1
            lines = tuple((line.part, line.text, line.sources) for line in view.lines)
            fact = SummaryApproved(str(month), number, view.language, lines, view.seen, gone_over,
                                   self._context.person, me)  # fmt: skip
            entity = new_id()
            tx.record(fact, entity=entity, patient=patient)
        return Outcome(entity, Changed.MONTH)

    def give(
        self, patient: str, month: Month, version: str = "", how: str = "printed", given_at: int | None = None
    ) -> Outcome[str]:  # fmt: skip
        """The patient received that version, or the one that the summary is now; returns the id of the record."""
        require(self._context, Verb.CARE)
        if how not in COPY_METHODS:
            raise BadInput("copy_method", "The way of giving is not known.", f"Use one of: {', '.join(COPY_METHODS)}.")
        at = self._context.now() if given_at is None else given_at
        if at > self._context.now() + _FUTURE:
            raise BadInput("copy_in_future", "The copy would be given in the future.", "Say when it was given.")
        with self._context.transaction() as tx:
            chosen = _chosen(look(self._context, tx, patient, month), version)
            if at < chosen.at:
                raise BadInput("summary_before_version", "It would be given before that version was approved.",
                               "Say when it was given, or choose an earlier version.")  # fmt: skip
            entity = new_id()
            tx.record(SummaryGiven(str(month), chosen.id, at, how, self._context.person), entity=entity,
                      patient=patient)  # fmt: skip
        return Outcome(entity, Changed.MONTH)

    def paper(
        self, patient: str, month: Month, size: int = SIZES[0], language: str = "", version: str = ""
    ) -> Rendering:  # fmt: skip
        """The approved version that it is now, else a draft; or the version named, as it was approved."""
        require(self._context, Verb.REPORT)
        _check_language(language)
        if size not in SIZES:
            raise BadInput("size_unknown", "That size of print is not offered.",
                           f"Use one of: {', '.join(map(str, SIZES))}.")  # fmt: skip
        with self._context.reading() as reader:
            view = look(self._context, reader, patient, month, language)
            chosen = _chosen(view, version) if version or view.state != DRAFT else None
            return paper_of(self._context, reader, self._reporting, view, size, chosen)

    def withdraw(self, patient: str, record: str, reason: str = "Taken back at once") -> Outcome[None]:
        """An approval, or that it was given, was recorded wrongly; the ledger keeps both."""
        require(self._context, Verb.PREPARE_MONTH)
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it does not hold.")
        with self._context.transaction() as tx:
            found = queries.record(tx.connection, patient, record)
            if found is None:
                raise BadInput("summary_record_unknown", "There is no such record.", "Choose one from the list.")
            kind, month, holds = found
            if not holds:
                raise Refusal(
                    "summary_record_withdrawn", "This record was taken back already.", "Nothing is left to undo."
                )
            if kind == "approval" and any(
                row.approval == record for row in queries.given(tx.connection, patient, month)
            ):  # fmt: skip
                raise Refusal("summary_was_given", "The patient has this version: its approval stays.",
                              "Take back first that it was given, if that was recorded wrongly.")  # fmt: skip
            fact = SummaryWithdrawn(month, record, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(None, Changed.MONTH)


def _chosen(view: SummaryView, version: str) -> ApprovedVersion:
    """The version named, or the one that the summary is now."""
    found = next((one for one in view.versions if one.id == (version or view.current)), None)
    if version and found is None:
        raise BadInput("summary_version_unknown", "There is no such approved version.", "Choose one from the list.")
    if found is None or (not version and view.state == DRAFT):
        raise Refusal("summary_draft", "This summary is a draft: nobody approved it as it is now.",
                      "Approve it first, or say which earlier version was given.")  # fmt: skip
    return found


def _require_to_approve(view: SummaryView, seen: str) -> None:
    if view.undecided:
        raise Refusal("summary_undecided", "Two people changed this summary at the same time.",
                      "Save what holds once more, then approve it.")  # fmt: skip
    if seen != view.seen:
        raise Refusal("summary_changed", "The summary is not what you saw any more.", "Look at it again.")
    if view.state != DRAFT:
        raise Refusal("summary_approved", "This summary is approved already as it is.", "Print it, or record it given.")


def _check_language(language: str) -> None:
    if language and language not in LANGUAGES:
        raise BadInput("language_unknown", "Papers are not made in that language.",
                       f"Use one of: {', '.join(LANGUAGES)}.")  # fmt: skip


__all__ = ["MonthSummaryService"]
