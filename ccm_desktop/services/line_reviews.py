"""A plan reviewed line by line (product.md E4.4): each line kept, noted of, changed or closed, saved as it is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ccm_desktop.domain import line_review as rules
from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.line_review import CHANGED, CLOSED, CLOSINGS, KEPT, PROGRESS, Look
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.line_review import LineReviewed
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services import plan_moves
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import (
    Barrier,
    ConditionCode,
    ConditionStatus,
    Form,
    GoalProgress,
    GoalStatus,
    GoalText,
    InterventionStatus,
    InterventionText,
    PlanReview,
)
from ccm_desktop.services.line_looks import looks_of, withdraw_look, words_seen, write_look
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_assembly import Forms, build
from ccm_desktop.services.plan_changes import line_words
from ccm_desktop.services.plan_forms import held_now
from ccm_desktop.services.plan_moves import Edit, name_of
from ccm_desktop.services.plan_parts import BY_TYPE, GONE
from ccm_desktop.services.plan_record import require_readable
from ccm_desktop.services.plan_reviews import PlanReviewService
from ccm_desktop.services.plan_standing import goals_of, interventions_of
from ccm_desktop.services.plan_views import CarePlanView

_LONGEST = 300
_KINDS: Mapping[type, str] = {ConditionCode: "problem", GoalText: "goal", InterventionText: "intervention"}
_STATES = (ConditionStatus, GoalStatus, InterventionStatus)
_REGISTERS: tuple[Any, ...] = (*_KINDS, *_STATES, Barrier)
_OVER = GONE | {"achieved", "solved"}
"""States of a line that is reviewed no more."""


@dataclass(frozen=True, slots=True)
class ReviewedLine:
    """One line as the review shows it."""

    kind: str
    """A key of `CLOSINGS`."""
    form: Form[Any]
    """What names it."""
    state: Form[Any]
    """What says whether it stands."""
    words: tuple[tuple[str, str], ...]
    """What it says, field by field, its name first."""
    under: str = ""
    """What it belongs to, by name."""
    progress: str = ""
    """What was noted of it last, and `progress_on` which ISO day."""
    progress_on: str = ""
    last: Look | None = None
    """When somebody looked at it last, before this review."""
    said: Look | None = None
    """What was said of it in this review."""

    @property
    def entity(self) -> str:
        return self.form.entity

    @property
    def title(self) -> str:
        """What kind of thing it is."""
        return BY_TYPE[type(self.form.value)].title

    @property
    def name(self) -> str:
        return self.words[0][1] if self.words else ""

    @property
    def changed(self) -> tuple[int, str]:
        """When its words or its state were written last, in epoch seconds, and by whom."""
        return max((self.form.at, self.form.by), (self.state.at, self.state.by))

    @property
    def heads(self) -> tuple[tuple[str, ...], ...]:
        """The versions that it shows."""
        return self.form.heads, self.state.heads

    @property
    def seen(self) -> str:
        """Names what it says."""
        return words_seen(one for form in (self.form, self.state) for one in (form.value, *form.others))

    @property
    def is_undecided(self) -> bool:
        """Whether two people changed it at the same time."""
        return bool(self.form.others or self.state.others)


@dataclass(frozen=True, slots=True)
class PlanPass:
    """A review of all lines as far as it is."""

    patient_id: str
    lines: tuple[ReviewedLine, ...]
    review: Form[PlanReview]
    next_on: str
    """The day that the next review would be due."""

    @property
    def answers(self) -> tuple[str, ...]:
        """What was said so far, line by line."""
        return tuple(line.said.said for line in self.lines if line.said is not None)

    @property
    def is_whole(self) -> bool:
        """Whether something was said of every line."""
        return bool(self.lines) and len(self.answers) == len(self.lines)


class LineReviewService:
    """Shows the lines, keeps what is said of each at once, and records the review at its end."""

    def __init__(self, context: Context, care_plans: CarePlanService, reviews: PlanReviewService) -> None:
        self._context, self._care_plans, self._reviews = context, care_plans, reviews

    def of(self, patient: str) -> PlanPass:
        """Problems, goals, barriers, interventions, in the order of the plan; what this review closed among them."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            looks, today = looks_of(self._context, reader, patient), self._today(reader)
            forms = held_now(reader, patient, {person.id: person.title for person in people_of(reader)}).forms
        review = build(patient, forms).review
        here = rules.of_this_pass(looks, review.value.reviewed_on, today)
        said, before = rules.last_of(here), rules.last_of(look for look in looks if look not in here)
        plan = build(patient, _with_closed(forms, said))
        lines = tuple(_noted(line, before, said) for line in _lines(plan, forms, said))
        return PlanPass(patient, lines, review, self._reviews.next_due())

    def keep(self, patient: str, shown: ReviewedLine) -> Outcome[None]:
        """It is right as it is."""
        with self._context.together():
            self._require_same(patient, shown)
            self._look(patient, shown.entity, KEPT)
        return Outcome(None, Changed.CARE_PLAN)

    def note(self, patient: str, shown: ReviewedLine, words: str) -> Outcome[None]:
        """How it goes, in one line: progress of a goal, a word of the review for any other."""
        said = _one_line(words, "progress_missing", "Nothing is noted.", "Type how it goes, in one line.")
        with self._context.together():
            self._require_same(patient, shown)
            saved = ""
            if shown.kind == "goal":
                noted = GoalProgress(shown.entity, self._day().isoformat(), note=said)
                saved = self._save(patient, Edit((Form("", noted),), f"Progress of {name_of(shown.form.value)} noted"))
            self._look(patient, shown.entity, PROGRESS, said, saved)
        return Outcome(None, Changed.CARE_PLAN)

    def close(self, patient: str, shown: ReviewedLine, how: str, why: str) -> Outcome[None]:
        """It is over; what serves a goal that ended goes with it."""
        if how not in CLOSINGS[shown.kind]:
            raise BadInput("closing_unknown", "A line of this kind does not end so.",
                           f"Use one of: {', '.join(CLOSINGS[shown.kind])}.")  # fmt: skip
        said = _one_line(why, "closing_reason", "The reason is missing.", "Say in one line why it is over.")
        with self._context.together():
            self._require_same(patient, shown)
            edit = self._closing(patient, shown, how)
            what = f"{name_of(shown.form.value)} {CLOSINGS[shown.kind][how].lower()}: {said}"
            saved = self._save(patient, replace(edit, what=what))
            for entity in dict.fromkeys((*(form.entity for form in edit.forms), shown.entity)):
                self._look(patient, entity, CLOSED, said, saved)
        return Outcome(None, Changed.CARE_PLAN | Changed.PATIENTS)

    def change(self, patient: str, line: str, edit: Edit) -> Outcome[tuple[str, ...]]:
        """Save an edit of the plan; where it is one of that line, that is what was said of it."""
        with self._context.together():
            outcome = self._care_plans.save(
                patient, edit.forms, edit.what, place=edit.place, follow_up=edit.follow_up
            )  # fmt: skip
            mine = [form.value for form in edit.forms if form.entity == line]
            if mine:
                over = any(getattr(value, "status", "") in _OVER for value in mine)
                self._look(patient, line, CLOSED if over else CHANGED, saved=self._saved(patient))
        return outcome

    def take_back(self, patient: str) -> Outcome[str]:
        """What this person said last in this review, with the save it led to; returns the line."""
        require(self._context, Verb.CARE)
        with self._context.together():
            said = [line.said for line in self.of(patient).lines if line.said is not None]
            with self._context.reading() as reader:
                order = [look.record for look in looks_of(self._context, reader, patient)]
            mine = [look for look in said if look.person == self._context.person]
            if not mine:
                raise Refusal("nothing_said", "You said nothing yet in this review.", "Undo in the plan instead.")
            last = max(mine, key=lambda look: order.index(look.record))
            if last.saved:
                self._care_plans.undo(patient, self._saved_name(last.saved))
            else:
                with self._context.transaction() as tx:
                    withdraw_look(tx, patient, last.record)
        return Outcome(last.line, Changed.CARE_PLAN | Changed.PATIENTS)

    def finish(self, patient: str, review: Form[PlanReview], next_on: str = "", more: str = "") -> Outcome[str]:
        """The plan counts as reviewed today, with what was said in figures, which is returned.

        `more`: a few words of one's own, such as with whom; without `next_on` it is due after the practice's interval.
        """
        with self._context.together():
            found = self.of(patient)
            left = len(found.lines) - len(found.answers)
            if not found.is_whole:
                lines = "The plan has no line" if not found.lines else "1 line was not" if left == 1 else \
                    f"{left} lines were not"  # fmt: skip
                raise Refusal("review_not_whole", f"{lines} {'to review' if not found.lines else 'looked at yet'}.",
                              "Go through every line; keeping one as it is is an answer.")  # fmt: skip
            own = " ".join(more.split())
            what, no_change = rules.result(found.answers, self._day(), own)
            if len(what) > _LONGEST:
                raise BadInput("review_words_long", "The line is too long.", "Keep it to 200 characters.")
            self._reviews.reviewed(review, no_change, what, next_on)
        return Outcome(what, Changed.CARE_PLAN | Changed.PATIENTS | Changed.TASKS)

    def _require_same(self, patient: str, shown: ReviewedLine) -> None:
        """Nothing is said of words that nobody here has seen."""
        require(self._context, Verb.CARE)
        now = next((line for line in self.of(patient).lines if line.entity == shown.entity), None)
        if now is None or now.heads != shown.heads:
            raise Refusal("line_changed_since", "This line was changed since it was shown.", "Look at it as it is now.")
        if now.said is not None and now.said.said == CLOSED:
            raise Refusal("line_closed", "This line was closed in this review.", "Take that back first (Ctrl+Z).")
        if now.is_undecided:
            raise Refusal("line_undecided", "Two people changed this line.", "Change it (C): your save decides.")
        with self._context.reading() as reader:
            require_readable(reader, patient, [(type(shown.form.value), shown.entity)])

    def _closing(self, patient: str, shown: ReviewedLine, how: str) -> Edit:
        if (shown.kind, how) == ("goal", "ended"):
            edit = plan_moves.removed(self._care_plans.view(patient), shown.form)
            if not edit.forms:
                raise Refusal("line_undecided", edit.what, "Change it there, then close this line.")
            return edit
        return Edit((replace(shown.state, value=replace(shown.state.value, status=how)),), "")

    def _save(self, patient: str, edit: Edit) -> str:
        self._care_plans.save(patient, edit.forms, edit.what)
        return self._saved(patient)

    def _saved(self, patient: str) -> str:
        with self._context.reading() as reader:
            found = plans.saved_as(reader.connection, patient, plans.head_ops(reader.connection, patient))
        assert found is not None  # within the commit of the save
        return found[0]

    def _saved_name(self, version: str) -> str:
        with self._context.reading() as reader:
            return plans.saved_name(reader.connection, version) or ""

    def _look(self, patient: str, line: str, said: str, words: str = "", saved: str = "") -> None:
        with self._context.transaction() as tx:
            held = tx.held(PlanReview, patient)
            after = held.value.reviewed_on if held is not None else ""
            shown = [found for cls in _REGISTERS if (found := tx.held(cls, line)) is not None]
            seen = words_seen(one for found in shown for one in (found.value, *found.others))
            write_look(tx, patient, LineReviewed(line, said, after, words, saved, seen))

    def _day(self) -> date:
        with self._context.reading() as reader:
            return self._today(reader)

    def _today(self, reader: Reader) -> date:
        return local_day(self._context.clock.now(), self._context.zone_of(reader))


def _one_line(words: str, code: str, wrong: str, hint: str) -> str:
    said = " ".join(words.split())
    if not said or len(said) > _LONGEST:
        raise BadInput(code, wrong if not said else "The line is too long.",
                       hint if not said else f"Keep it to {_LONGEST} characters.")  # fmt: skip
    return said


def _with_closed(forms: Forms, said: Mapping[str, Look]) -> Forms:
    """Lines that this review closed stand where they stood, so that it can go back to them."""
    found = {cls: dict(group) for cls, group in forms.items()}
    for cls in _STATES:
        for entity, form in found.get(cls, {}).items():
            if entity in said and form.value.status in GONE:
                found[cls][entity] = replace(form, value=replace(form.value, status="active"))
    return found


def _lines(plan: CarePlanView, real: Forms, said: Mapping[str, Look]) -> Iterator[ReviewedLine]:
    names = {one.code.entity: one.code.value.display for one in plan.problems}
    names |= {goal.text.entity: goal.text.value.description for goal in goals_of(plan)}

    def line(kind: str, form: Form[Any], state: Form[Any], under: str = "") -> Iterator[ReviewedLine]:
        held = real.get(type(state.value), {}).get(form.entity, state)  # as it is, whatever stands for it here
        if form.entity in said or held.value.status not in _OVER:
            forms = (form,) if held is form else (form, held)
            yield ReviewedLine(kind, form, held, line_words(BY_TYPE[type(form.value)].title, *forms), under)

    for problem in plan.problems:
        yield from line("problem", problem.code, problem.status)
    for goal in goals_of(plan):
        for one in line("goal", goal.text, goal.status, names.get(goal.text.value.condition, "")):
            noted = goal.progress[0].value if goal.progress else None
            words = ", ".join(part for part in (noted.value, noted.note) if part) if noted else ""
            yield replace(one, progress=words, progress_on=noted.noted_on if noted else "")
    for barrier in plan.short["barriers"]:
        yield from line("barrier", barrier, barrier)
    for work in interventions_of(plan):
        text = work.text.value
        yield from line("intervention", work.text, work.status, names.get(text.goal or text.condition, ""))


def _noted(line: ReviewedLine, before: Mapping[str, Look], said: Mapping[str, Look]) -> ReviewedLine:
    last, now = before.get(line.entity), said.get(line.entity)
    if now is not None and now.seen != line.seen:
        last, now = now, None  # somebody wrote it anew since: nobody looked at these words
    noted = next((look for look in (now, last) if look is not None and look.words), None)
    if not line.progress and noted is not None:
        line = replace(line, progress=noted.words, progress_on=noted.on.isoformat())
    return replace(line, last=last, said=now)
