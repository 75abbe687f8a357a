"""What the lines of each section say, and what they open: words only, no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ccm_desktop.domain.care_plan import IN_FORCE
from ccm_desktop.domain.line_review import SAID
from ccm_desktop.domain.plan_sections import BY_KEY
from ccm_desktop.services.forms import Form, GoalProgress, MedicationOrder
from ccm_desktop.services.plan_marks import in_brief
from ccm_desktop.services.plan_parts import BY_TYPE, CHOICES, GONE, SHORT, STATES, WITHHELD
from ccm_desktop.services.plan_sharing import sharing_of
from ccm_desktop.services.plan_views import CarePlanView, GoalView, InterventionView, ProblemView
from ccm_desktop.services.template_marks import mark_words
from ccm_desktop.ui import figures
from ccm_desktop.ui.care_plan.opened import Opened

VERSIONS = "versions"
"""The last of the sections on screen: what was saved, line by line."""
_SHOWN_VERSIONS = 20
NOTED = frozenset({"none_known", "not_applicable"})
"""States of a section in which somebody asked, and there is nothing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line."""

    words: str
    status: str = ""
    due: str = ""
    opened: Opened | None = None
    spoken: str = ""
    """What a screen reader says: kind, place among its like, under what, words, state (ux.md 7.2)."""
    version: tuple[str, str] | None = None
    rows: tuple[Row, ...] = ()
    bold: bool = False


def rows_of(plan: CarePlanView, section: str) -> tuple[Row, ...]:
    """The lines of a section; none for one that is a single form."""
    return tuple(_shared(_with_mark(row, plan), plan, plan.withheld) for row in _rows_of(plan, section))


def _shared(row: Row, plan: CarePlanView, hidden: tuple[str, ...]) -> Row:
    """With what says whether caregivers may have the line, and that no caregiver gets it, itself or what is above."""
    rows = tuple(_shared(below, plan, hidden) for below in row.rows)
    if row.opened is None:
        return replace(row, rows=rows)
    first = row.opened.forms[0]
    sharing = sharing_of(plan, first)
    status, spoken = _flagged(row.status, *sharing), row.spoken
    if first.entity in hidden:
        status, spoken = _joined(f"⊘ {WITHHELD}", status), _joined(spoken, WITHHELD, mark=", ")
    opened = replace(row.opened, forms=(*row.opened.forms, *sharing))
    return replace(row, status=status, spoken=spoken, opened=opened, rows=rows)


def _with_mark(row: Row, plan: CarePlanView) -> Row:
    """Another instruction stands beside the line until it is decided (product A-42), a teach-back until it succeeds."""
    entity = row.opened.forms[0].entity if row.opened is not None else ""
    words, spoken = row.words, row.spoken
    if entity in plan.differing:
        words = f"⚠ {words} (another instruction: decide)"
        spoken = f"{spoken}, another instruction: decide. {plan.differing[entity]}"
    if entity in plan.again:
        words, spoken = f"{words} ↻ go over again", f"{spoken}, go over again. {plan.again[entity]}"
    opened, look = row.opened, plan.looked.get(entity)
    if opened is not None and look is not None:  # when a line was reviewed last stands with its fields (ux.md 7.4)
        said = f"Reviewed {_day(look.on.isoformat())}{f' by {look.by}' if look.by else ''}: {SAID[look.said].lower()}."
        opened = replace(opened, about=_joined(opened.about, said, mark=" "))
    below = tuple(_with_mark(one, plan) for one in row.rows)
    return replace(row, words=words, spoken=spoken, opened=opened, rows=below)


def in_doubt(rows: tuple[Row, ...], today: date) -> tuple[Row, ...]:
    """With what is not sound in each line, in brief, before its state; the fields say it in full."""
    return tuple(_in_doubt(row, today) for row in rows)


def _in_doubt(row: Row, today: date) -> Row:
    brief = in_brief(row.opened.forms[0].value, today) if row.opened is not None else ""
    spoken = _joined(row.spoken, brief.removeprefix("⚠ "), mark=", ")
    return replace(row, status=_joined(brief, row.status), spoken=spoken, rows=in_doubt(row.rows, today))


def _rows_of(plan: CarePlanView, section: str) -> tuple[Row, ...]:
    if section == "problems":
        return (*(_problem(plan, n, one) for n, one in enumerate(plan.problems, 1)),
                *_loose(_goals(plan.unattached_goals, "no problem"), "no problem"),
                *_loose(_interventions(plan.unattached_interventions, "no goal"), "no goal"))  # fmt: skip
    if section == VERSIONS:
        return _versions(plan)
    return tuple(_item(form, forms, words, status) for form, forms, words, status in _listed(plan, section))


def empty_words(plan: CarePlanView, section: str) -> str:
    """What stands where a section has no line; nothing more where somebody asked and there is none."""
    if section == VERSIONS:
        return "Nothing was saved yet. Every save is a version."
    note, found = plan.notes.get(section), BY_KEY.get(section)
    if note is not None and note.value.state in NOTED:
        return "There is nothing: somebody asked."
    none = f", or say “{found.none}”" if found is not None and found.none else ""
    return f"Nothing written yet. Add the first with the button above or Ins{none}."


def single(plan: CarePlanView, section: str) -> Opened | None:
    """The form of a section that is one."""
    forms: dict[str, Form[Any]] = {
        "summary": plan.summary, "directives": plan.directives, "emergency": plan.emergency, "review": plan.review,
    }  # fmt: skip
    form = forms.get(section)
    return Opened(BY_TYPE[type(form.value)].title, (form,)) if form else None


def _listed(plan: CarePlanView, section: str) -> Sequence[tuple[Form[Any], tuple[Form[Any], ...], str, str]]:
    """Items of a list: what names it, what it edits, its words and its state."""
    if section == "medications":
        return [
            (m.order, (m.order, m.status, m.review), _drug(m.order.value),
             _taken(m.review.value.taking))
            for m in plan.medications
        ]  # fmt: skip
    if section == "allergies":
        return [(a.substance, (a.substance, a.status), _joined(a.substance.value.substance,
                 a.substance.value.reaction, a.substance.value.severity), "") for a in plan.allergies]  # fmt: skip
    if section == "team":
        return [(m, (m,), _joined(m.value.name, m.value.team_role, m.value.phone),
                 "outside" if m.value.outside else "") for m in plan.team]  # fmt: skip
    found = next((part for part in SHORT if part.section == section), None)
    items = plan.short.get(section, ()) if found else ()
    return [(one, (one,), _short(one.value), _standing(_state(one.value), getattr(one.value, "template", "")))
            for one in items]  # fmt: skip


def _item(form: Form[Any], forms: tuple[Form[Any], ...], words: str, status: str) -> Row:
    title, status = BY_TYPE[type(form.value)].title, _flagged(status, *forms)
    due = getattr(form.value, "due_on", "") or getattr(form.value, "referred_on", "")
    spoken = ", ".join(part for part in (f"{title}: {words}", status, _day(due)) if part)
    opened = Opened(title, forms, removable=True, about=_about(getattr(form.value, "template", "")))
    return Row(_marked(words, *forms), status, _day(due), opened, spoken)


def _problem(plan: CarePlanView, number: int, problem: ProblemView) -> Row:
    code = problem.code.value
    name = f"{number}. {code.display}  {code.icd10}".rstrip()
    attested = "attested" if problem.is_attested else "not attested"
    status = _flagged(_joined(_word(problem.status.value), attested), problem.code, problem.status)
    rows = (*_goals(problem.goals, code.display), *_interventions(problem.interventions, code.display))
    spoken = (
        f"Problem, {number} of {len(plan.problems)}: {code.display}, {status}, {_count(len(problem.goals), 'goal')}"
    )
    opened = Opened("Problem", (problem.code, problem.status), removable=True, about=_attested(problem),
                    to_attest=None if problem.is_attested else problem.attestation_shown)  # fmt: skip
    return Row(_marked(name, problem.code, problem.status), status, "", opened, spoken, rows=rows, bold=True)


def _attested(problem: ProblemView) -> str:
    if not problem.is_attested:
        return "Not attested yet to last 12 months or until death."
    who = f" by {problem.attestation_shown.by}" if problem.attestation_shown.by else ""
    return f"Attested to last 12 months or until death{who}. Taken back under Consent and enrollment."


def _goals(goals: Sequence[GoalView], under: str) -> tuple[Row, ...]:
    return tuple(_goal(goal, f"Goal, {n} of {len(goals)} under {under}") for n, goal in enumerate(goals, 1))


def _goal(goal: GoalView, place: str) -> Row:
    text = goal.text.value
    target = f" — {text.target}" if text.target and text.target not in text.description else ""
    words = f"{text.description}{target}"
    status = _flagged(_standing(_word(goal.status.value), text.template), goal.text, goal.status)
    opened = Opened("Goal", (goal.text, goal.status), removable=True, about=_about(text.template))
    rows = (*(_progress(one) for one in goal.progress), *_interventions(goal.interventions, text.description))
    spoken = ", ".join(part for part in (f"{place}: {words}", status, _spoken_due(text.due_on)) if part)
    return Row(_marked(f"Goal: {words}", goal.text, goal.status), status, _day(text.due_on), opened, spoken, rows=rows)


def _progress(form: Form[GoalProgress]) -> Row:
    words = _joined(form.value.value, form.value.note)
    noted = _day(form.value.noted_on)
    opened = Opened("Progress", (form,), removable=True)
    return Row(_marked(f"↗ {words or 'noted'}", form), "progress", noted, opened, f"Progress, {noted}: {words}")


def _interventions(found: Sequence[InterventionView], under: str) -> tuple[Row, ...]:
    return tuple(
        _intervention(one, f"Intervention, {n} of {len(found)} under {under}") for n, one in enumerate(found, 1)
    )


def _intervention(found: InterventionView, place: str) -> Row:
    text = found.text.value
    who = _joined(text.responsible, text.frequency, mark=", ")
    words = f"{text.description}{f' ({who})' if who else ''}"
    status = _flagged(_standing(_word(found.status.value), text.template), found.text, found.status)
    opened = Opened("Intervention", (found.text, found.status), removable=True, about=_about(text.template))
    spoken = ", ".join(part for part in (f"{place}: {words}", status, _spoken_due(text.due_on)) if part)
    return Row(_marked(f"• {words}", found.text, found.status), status, _day(text.due_on), opened, spoken)


def _versions(plan: CarePlanView) -> tuple[Row, ...]:
    ids = [version.version_id for version in plan.versions]
    rows: list[tuple[int, Row]] = [(at, Row(words, "beside the plan")) for at, words in plan.beside]
    for version, before in zip(plan.versions[:_SHOWN_VERSIONS], [*ids[1:], ""], strict=False):
        given = f" · {'; '.join(version.copies)}" if version.copies else ""
        who = f" — {version.by}" if version.by else ""
        words = f"v{version.title} {version.what or 'saved'}{who}{given}"
        state = IN_FORCE.get(version.status, version.status)
        rows.append((version.at, Row(words, state, spoken=f"Version {words}, {state}",
                                     version=(before, version.version_id))))  # fmt: skip
    return tuple(row for _, row in sorted(rows, key=lambda one: one[0], reverse=True))


def _drug(order: MedicationOrder) -> str:
    dose = " ".join(part for part in (order.drug, order.dose, order.unit, order.frequency) if part)
    return f"{dose} — for {order.indication}" if order.indication else dose


def _taken(taking: str) -> str:
    return {"": "not reconciled", "yes": "takes it", "no": "not taken", "confused": "not sure how",
            "cost": "cannot afford", "out": "run out"}[taking]  # fmt: skip


def _short(value: Any) -> str:
    """The name of a short item and what is done about it."""
    name = str(getattr(value, BY_TYPE[type(value)].name))
    more = next((getattr(value, field) for field in ("answer", "do", "relation", "service", "result")
                 if getattr(value, field, "")), "")  # fmt: skip
    return _joined(name, more, mark=" — ")


def _state(value: Any) -> str:
    urgency = CHOICES.get((type(value), "urgency"), {}).get(getattr(value, "urgency", ""), "")
    return urgency or (_word(value) if (type(value), "status") in CHOICES else "")


def _word(value: Any) -> str:
    """How a state is called."""
    status = str(value.status)
    field = (type(value), "status")
    return (CHOICES.get(field) or STATES.get(field, {})).get(status, status.replace("_", " "))


def _loose(rows: Sequence[Row], under: str) -> tuple[Row, ...]:
    return tuple(replace(row, status=_joined(row.status, under)) for row in rows)


def _flagged(status: str, *forms: Form[Any]) -> str:
    """What waits for somebody, in few words: where long ones never cut it, and a screen reader says it."""
    sides = [one for form in forms if form.others for one in (form.value, *form.others)]
    if any(form.is_newer for form in forms):
        return _joined(status, "update to see")
    return _joined(status, "keep or take out?" if _is_gone(sides) else "decide") if sides else status


def _is_gone(sides: Sequence[Any]) -> bool:
    """Whether the line was taken out by one of them."""
    return any(getattr(one, "status", "") in GONE for one in sides)


def _marked(words: str, *forms: Form[Any]) -> str:
    if any(form.is_newer for form in forms):
        return f"⚠ {words} (changed by a newer program: update this computer to see it)"
    sides = [one for form in forms if form.others for one in (form.value, *form.others)]
    if _is_gone(sides):
        return f"⚠ {words} (taken out elsewhere while it was changed: keep it or take it out)"
    return f"⚠ {words} (also changed elsewhere: decide)" if sides else words


def _standing(words: str, template: str) -> str:
    """The status, and whether the words are still a template's: said where long words never cut it."""
    return f"{words} · template" if template else words


def _about(template: str) -> str:
    if not template:
        return ""
    return f"Template text ({mark_words(template)}). Change its words and it is the patient's own."


def _joined(*parts: str, mark: str = " · ") -> str:
    return mark.join(part for part in parts if part)


def _day(iso: str) -> str:
    return figures.day(iso) if iso else ""


def _spoken_due(iso: str) -> str:
    return f"due {figures.day(iso)}" if iso else ""


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
