"""The review of a care plan: how often, when it is due, and "reviewed, no change" in one line of words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from ccm_desktop.domain.calendar import is_day, local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.review_triggers import TRIGGERS
from ccm_desktop.models.queries.review_causes import SOURCE
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.forms import Form, PlanPolicy, PlanReview
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.review_causes import Asked, asked_of
from ccm_desktop.services.tasks import NewTask, write_task

SHORTEST, LONGEST = 7, 366
"""Days from one review to the next: a plan that is a year without review is not current by any reading."""
_LONGEST_NOTE = 300


class PlanReviewService:
    """Keeps the interval and records reviews."""

    def __init__(self, context: Context, care_plans: CarePlanService) -> None:
        self._context, self._care_plans = context, care_plans

    def policy(self) -> Form[PlanPolicy]:
        """The practice's interval, opened for editing."""
        with self._context.reading() as reader:
            held = reader.held(PlanPolicy, PRACTICE)
        return Form(PRACTICE, held.value, held.heads, held.others) if held else Form(PRACTICE, PlanPolicy())

    def choose(self, form: Form[PlanPolicy]) -> Outcome[None]:
        """Set it; lead only. Reviews that are planned already stay where they are."""
        require(self._context, Verb.MANAGE_PRACTICE)
        if form.entity != PRACTICE or not SHORTEST <= form.value.review_days <= LONGEST:
            raise BadInput("review_interval", "A plan cannot be reviewed at this interval.",
                           f"Choose {SHORTEST} to {LONGEST} days.")  # fmt: skip
        if not TRIGGERS.keys() >= set(form.value.no_review_after):
            raise BadInput("review_trigger", "That is nothing that asks for a review.",
                           f"Use one of: {', '.join(TRIGGERS)}.")  # fmt: skip
        with self._context.transaction() as tx:
            tx.record(form.value, entity=PRACTICE, prev=form.heads)
        return Outcome(None, Changed.PRACTICE)

    def asked(self) -> tuple[Asked, ...]:
        """Plans that something asks to be reviewed before their day, the most urgent first."""
        with self._context.reading() as reader:
            return tuple(asked_of(reader).values())

    def hand_over(self, patient: str, person: str = "", due_on: str = "") -> Outcome[str]:
        """What asks for the review becomes a task of somebody, by a day: the coordinator's, by the most urgent day.

        The review ends it as it answers the causes; dropped or done without one, they ask by themselves again.
        Returns the task.
        """
        require(self._context, Verb.CARE)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            asked = asked_of(tx, patient, without_tasks=True).get(patient)
            if asked is None:
                raise Refusal("review_not_asked", "Nothing asks for a review of this plan, or it is a task already.",
                              "Look at the list of tasks.")  # fmt: skip
            if due_on and is_day(due_on) and due_on < self._today(tx).isoformat():
                raise BadInput("review_by", "The day lies in the past.", "Choose today or a later day.")
            title = f"Review the care plan: {asked.words}"
            title = title if len(title) <= _LONGEST_NOTE else f"{title[: _LONGEST_NOTE - 1].rstrip()}…"
            task = write_task(tx, NewTask(
                title, patient, due_on or asked.due_on, assignee=person, source=SOURCE, reference=" ".join(asked.about),
            ))  # fmt: skip
        return Outcome(task, Changed.TASKS)

    def next_due(self) -> str:
        """When a plan reviewed today is due again, as an ISO day."""
        with self._context.reading() as reader:
            return (self._today(reader) + timedelta(days=review_days(reader))).isoformat()

    def opened(self, patient: str) -> Form[PlanReview]:
        """The review as it stands, for `no_change`."""
        return self._care_plans.view(patient).review

    def no_change(self, form: Form[PlanReview], why: str, next_on: str = "") -> Outcome[tuple[str, ...]]:
        """Reviewed today and left as it is, as a version of its own; `why` is what auditors read (rules.md 6.2).

        Without `next_on` the review is due again after the practice's interval.
        """
        words = " ".join(why.split())
        if not words:
            raise BadInput("review_words_missing", "It is not said why nothing had to change.",
                           "Say it in one line: what was looked at, and with whom.")  # fmt: skip
        if len(words) > _LONGEST_NOTE:
            raise BadInput("review_words_long", "The line is too long.", f"Keep it to {_LONGEST_NOTE} characters.")
        return self.reviewed(form, words, reviewed_words(why), next_on)

    def reviewed(self, form: Form[PlanReview], no_change: str, what: str, next_on: str) -> Outcome[tuple[str, ...]]:
        """Reviewed today; `what` is what the version is called, `no_change` empty where the review changed the plan."""
        if form.others:  # the form shows one of them: both stay until somebody has seen both
            raise Refusal("review_undecided", "Two reviews were recorded at the same time.",
                          "Decide them under Patient, Resolve changes; then record yours.")  # fmt: skip
        with self._context.reading() as reader:
            today = self._today(reader)
        due = next_on or self.next_due()
        if not is_day(due) or date.fromisoformat(due) <= today:
            raise BadInput("review_next", "The next review is not after today.", "Write a later day, like 02/19/2027.")
        value = PlanReview(due, today.isoformat(), no_change)
        return self._care_plans.save(form.entity, (replace(form, value=value),), what)

    def _today(self, reader: Reader) -> date:
        return local_day(self._context.clock.now(), self._context.zone_of(reader))


def switched(policy: PlanPolicy, key: str, *, on: bool) -> PlanPolicy:
    """The policy with what asks for reviews switched on or off."""
    off = {*policy.no_review_after} - {key} if on else {*policy.no_review_after, key}
    return replace(policy, no_review_after=tuple(sorted(off)))


def reviewed_words(why: str) -> str:
    """What the save is called."""
    return f"Reviewed, no change: {' '.join(why.split())}"


def review_days(reader: Reader) -> int:
    """The practice's interval; of two choices at once the later holds."""
    held = reader.held(PlanPolicy, PRACTICE)
    return held.value.review_days if held else PlanPolicy().review_days
