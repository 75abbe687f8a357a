"""Templates put into a patient's plan: which fit, what of them is new or newer, and what was chosen as one save."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.plan_diff import PlanChange
from ccm_desktop.domain.plan_template import PlanTemplate, TemplateLine, lines_of, mark_of, tidied, unfilled, values_of
from ccm_desktop.domain.template_comparison import Difference, compare, values_found
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.plan_template import TemplateCompared
from ccm_desktop.models.queries import plans
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.care_plans import CarePlanService
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_changes import change_of
from ccm_desktop.services.plan_parts import BY_TYPE
from ccm_desktop.services.plan_views import CarePlanView, ProblemView
from ccm_desktop.services.template_forms import Text, day_due, inserted, item_of, texts_of, updated, updating
from ccm_desktop.services.template_register import in_use, template_named


@dataclass(frozen=True, slots=True)
class NewerTemplate:
    """The plan has lines in the words of an older version of a template, and nobody put them beside the newer one."""

    key: str
    title: str
    had: int
    """The oldest version that lines of the plan are of."""
    version: int
    """That is in use now."""


@dataclass(frozen=True, slots=True)
class TemplateChoice:
    """A template to choose from."""

    template: PlanTemplate
    is_own: bool
    fits: bool
    """The patient has a problem that it is for."""
    is_newer: bool
    """Than lines of it that the plan has."""


@dataclass(frozen=True, slots=True)
class LineUpdate:
    """A line of the plan that a template says otherwise."""

    form: Text
    """As it stands in the plan."""
    change: PlanChange
    """What the template's words would change."""
    is_outdated: bool
    """It is still in the words of an older version of the same template, in the same section."""


@dataclass(frozen=True, slots=True)
class TemplatePreview:
    """What a template would bring to a plan."""

    patient: str
    template: PlanTemplate
    values: Mapping[str, str]
    """Of its variables, as they would be put in; empty where there is none yet."""
    problem: str
    """Entity of the problem that the lines go under; empty when none fits and none was chosen."""
    problems: tuple[tuple[str, str], ...]
    """Entity and words of every problem of the plan."""
    lines: tuple[Difference, ...]
    unfilled: Mapping[str, tuple[str, ...]]
    """By id of the line: labels of variables that have no value, or none that can be put in."""
    faults: Mapping[str, str]
    """By key of a variable: why its value cannot be put in; empty where it can."""
    updates: Mapping[str, LineUpdate]
    """By id of the line: what stands in the plan in other words."""
    had: int
    """Version of the template that lines of the plan are still of, when it is an older one; else 0."""
    days: Mapping[str, str]
    """By id of a goal or a due item: the day, in ISO form, it gets when it is inserted today; "" is left to type."""

    @property
    def new(self) -> tuple[str, ...]:
        """Ids of the lines that the plan has nothing of."""
        return tuple(one.line.id for one in self.lines if one.state == "new")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Lines to insert, and lines of the plan to give the template's words, as they were looked at."""

    template: str
    """`key@version`"""
    lines: Collection[str]
    values: Mapping[str, str]
    problem: str
    updates: Mapping[str, Text] = field(default_factory=dict)
    """By id of the template's line: the line of the plan as it was shown."""


class PlanTemplateService:
    """Shows templates beside a plan, inserts and updates from them."""

    def __init__(self, context: Context, care_plans: CarePlanService) -> None:
        self._context = context
        self._care_plans = care_plans

    def choices(self, patient: str) -> tuple[TemplateChoice, ...]:
        """Every template in use: those that fit the patient first, the practice's own before shipped ones."""
        plan = self._care_plans.view(patient)
        newer = {one.key for one in self.newer(plan)}
        with self._context.reading() as reader:
            found = [
                TemplateChoice(template, is_own, bool(_fitting(template, plan)), template.key in newer)
                for template, is_own in in_use(reader)
            ]
        return tuple(sorted(found, key=lambda one: (not one.fits, not one.is_own, one.template.title.casefold())))

    def newer(self, plan: CarePlanView) -> tuple[NewerTemplate, ...]:
        """Templates in use of which the plan has lines of an older version, unless somebody compared them since."""
        had = _versions_in(plan)
        with self._context.reading() as reader:
            compared = [mark_of(name) for name in plans.compared_templates(reader.connection, plan.patient_id)]
            found = [template for template, _ in in_use(reader) if had.get(template.key, template.version) <
                     template.version]  # fmt: skip
        seen = dict(sorted(compared))  # the highest version of each
        return tuple(NewerTemplate(one.key, one.title, had[one.key], one.version) for one in found
                     if seen.get(one.key, 0) < one.version)  # fmt: skip

    def preview(
        self, patient: str, key: str, typed: Mapping[str, str] | None = None, problem: str = ""
    ) -> TemplatePreview:
        """What a template holds, line by line beside what the plan has of it; nothing is written.

        A variable is what was typed, else what lines of the plan were filled with, else its default. One without
        a value that can be put in shows as its label in brackets until one is typed.
        """
        plan = self._care_plans.view(patient)
        with self._context.reading() as reader:
            template = template_named(reader, key)
            today = local_day(self._context.clock.now(), self._context.zone_of(reader))
        texts = texts_of(plan)
        values = _values(template, texts, typed or {})
        faults = {one.key: one.fault(tidied(values[one.key])) for one in template.variables}
        shown = {one.key: f"[{one.label}: fill in]" if faults[one.key] else values[one.key]
                 for one in template.variables}  # fmt: skip
        fitting, had = _fitting(template, plan), _versions_in(plan).get(template.key, template.version)
        found = compare(lines_of(template, shown), tuple(map(item_of, texts.values())), template.key)
        return TemplatePreview(
            patient, template, values, problem or (fitting[0].code.entity if fitting else ""),
            tuple((one.code.entity, one.code.value.display) for one in plan.problems), found,
            unfilled(template, values), faults, dict(_updates(template, found, texts)),
            had if had < template.version else 0,
            {one.line.id: day_due(one.line, today) for one in found if one.line.kind in ("goal", "due")},
        )  # fmt: skip

    def apply(self, patient: str, chosen: Chosen) -> Outcome[tuple[str, ...]]:
        """Insert and update the chosen lines as one version of the plan, which one undo takes back.

        Returns their entities. A line whose goal stands in the plan already goes under that goal; one whose goal was
        not chosen, under the problem. Baselines stay empty: a template does not know where the patient stands. An
        update replaces words, measure and target, or who does it and when; what is the patient's own stays. A sign
        that stands as an intervention becomes one of the symptoms to watch, and the intervention ends.
        """
        with self._context.together():
            plan = self._care_plans.view(patient)
            with self._context.reading() as reader:
                template = self._looked_at(reader, chosen.template)
                today = local_day(self._context.clock.now(), self._context.zone_of(reader))
            if chosen.lines:
                _require_problem(plan, chosen.problem)
            texts = texts_of(plan)
            wanted = {*chosen.lines, *chosen.updates}
            values = values_of(template, _values(template, texts, chosen.values), wanted)
            found = compare(lines_of(template, values), tuple(map(item_of, texts.values())), template.key)
            _require_lines(found, wanted)
            _require_same(found, chosen.updates, texts)
            forms: list[Text] = [new for line, form in chosen.updates.items()
                                 for new in updating(plan, form, _line(found, line), template.name)]  # fmt: skip
            forms += inserted(template, found, chosen.lines, chosen.problem, today)
            saved = self._care_plans.save(patient, forms, _what(template, chosen))
            with self._context.reading() as reader:
                version = plans.saved_as(reader.connection, patient, plans.head_ops(reader.connection, patient))
            self._note_compared(plan, template, version[0] if version else "")
        return saved

    def keep(self, patient: str, name: str) -> Outcome[None]:
        """The plan was put beside this version, `key@version`, of a template, and stays as it is."""
        require(self._context, Verb.CARE)
        with self._context.together():
            plan = self._care_plans.view(patient)
            with self._context.reading() as reader:
                template = self._looked_at(reader, name)
            self._note_compared(plan, template)
        return Outcome(None, Changed.CARE_PLAN)

    def _note_compared(self, plan: CarePlanView, template: PlanTemplate, saved: str = "") -> None:
        if _versions_in(plan).get(template.key, template.version) < template.version:
            with self._context.transaction() as tx:
                tx.record(TemplateCompared(template.name, saved), entity=new_id(), patient=plan.patient_id)

    def _looked_at(self, reader: Reader, name: str) -> PlanTemplate:
        template = template_named(reader, mark_of(name)[0])
        if template.name != name:
            raise Refusal("plan_template_changed", "The template was changed since it was shown.",
                          "Look at it again, then insert.")  # fmt: skip
        return template


def _fitting(template: PlanTemplate, plan: CarePlanView) -> list[ProblemView]:
    return [one for one in plan.problems if template.fits(one.code.value.families, one.code.value.icd10)]


def _versions_in(plan: CarePlanView) -> dict[str, int]:
    """By key of a template: the oldest version whose words lines of the plan still are."""
    marks = {getattr(form.value, "template", "") for form in texts_of(plan).values()} - {""}
    return dict(sorted(map(mark_of, marks), reverse=True))


def _values(template: PlanTemplate, texts: Mapping[str, Text], typed: Mapping[str, str]) -> dict[str, str]:
    """Typed, else as lines of the plan were filled, else by default; what is typed empty is empty."""
    defaults = {one.key: one.default for one in template.variables}
    return {**defaults, **values_found(template, tuple(map(item_of, texts.values()))), **typed}


def _updates(
    template: PlanTemplate, found: Iterable[Difference], texts: Mapping[str, Text]
) -> Iterator[tuple[str, LineUpdate]]:  # fmt: skip
    """What may be given the words of the template; a line that waits for a decision may not."""
    for one in found:
        if one.item is None or not (one.state == "differs" or one.is_elsewhere) or texts[one.item.entity].others:
            continue
        form = texts[one.item.entity]
        after = replace(form, value=updated(form.value, one.line, template.name))
        change = change_of(BY_TYPE[type(after.value)].title, None if one.is_elsewhere else form, after)
        key, version = mark_of(getattr(form.value, "template", ""))
        is_outdated = key == template.key and version < template.version and not one.is_elsewhere
        yield one.line.id, LineUpdate(form, change, is_outdated)


def _what(template: PlanTemplate, chosen: Chosen) -> str:
    done = "Inserted and updated" if chosen.lines and chosen.updates else "Inserted" if chosen.lines else "Updated"
    return f"{done} from template {template.title}"


def _line(found: Iterable[Difference], line: str) -> TemplateLine:
    return next(one.line for one in found if one.line.id == line)


def _require_problem(plan: CarePlanView, problem: str) -> None:
    if problem not in {one.code.entity for one in plan.problems}:
        raise BadInput("plan_template_problem", "It is not said which problem of the plan the lines are for.",
                       "Choose a problem of the plan, or add it first.")  # fmt: skip


def _require_lines(found: Collection[Difference], lines: Collection[str]) -> None:
    if not lines:
        raise BadInput("plan_template_lines", "No line was chosen.", "Tick at least one.")
    if not set(lines) <= {one.line.id for one in found}:
        raise BadInput("plan_template_lines", "The template has no such line.", "Choose lines that it shows.")


def _require_same(found: Iterable[Difference], updates: Mapping[str, Text], texts: Mapping[str, Text]) -> None:
    """Each line of the plan that is to be updated is still the one that was shown for the template's line.

    Other words of it, written meanwhile, stand beside the update until somebody decides; but an intervention that
    would end must be the one that was read.
    """
    for one in found:
        form = updates.get(one.line.id)
        if form is None:
            continue
        is_it = one.item is not None and one.item.entity == form.entity
        if not is_it or (one.is_elsewhere and texts[form.entity].heads != form.heads):
            raise Refusal("plan_changed", "The plan was changed since it was shown.", "Look at it again, then insert.")
