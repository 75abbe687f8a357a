"""The care plan as the patient, or a caregiver they permit, takes it home: large print, plain words, no codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.front import boxed
from ccm_desktop.reports.large_print import LONGEST, LargePrint, titles
from ccm_desktop.reports.layout import BLACK, GREY
from ccm_desktop.reports.plan_documents import (
    CarePlanDocument,
    Change,
    PlanContent,
    PlanGoal,
    PlanMedication,
    TeamMember,
)
from ccm_desktop.reports.plan_words import labels
from ccm_desktop.reports.press import printed
from ccm_desktop.reports.wording import joined

URGENCIES = ("emergency", "same_day", "call")
"""The most urgent first."""
_BLANK = "______________"
_HANG = 1.4
"""Letters by which the lines under a name stand in, as in a list."""


def render_care_plan(document: CarePlanDocument, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    words = labels(document.language)
    pages = written(document).sheets.pages
    whom = "the patient" if document.audience is None else "a caregiver"
    whose = words("plan_of", name=document.patient_name)
    head = titles(words, words("plan_title"), f"Care plan for {whom}", whose, document.born)
    return printed(pages, head, document.imprint, progress or Unobserved())


def written(document: CarePlanDocument) -> LargePrint:
    """The pages, and what of them somebody typed."""
    paper = LargePrint(document.size, labels(document.language))
    _front(paper, document)
    _changes(paper, document)
    for section, write in _SECTIONS:
        if document.shows(section):
            write(paper, document)
    _closing(paper, document)
    return paper


def _front(paper: LargePrint, document: CarePlanDocument) -> None:
    words, practice = paper.words, document.imprint
    born = words("born", day=words.day(document.born)) if document.born else ""
    saved = document.saved_on
    version = words("plan_version", number=document.version, day=words.day(saved)) if saved else ""
    whole = joined((born, version))
    paper.title(words("plan_title"), (document.patient_name, *((whole,) if len(whole) <= LONGEST else (born, version))))
    if document.audience is not None:
        _audience(paper, document)
    boxed(
        paper.sheets,
        (
            (words("call_team"), practice.practice_phone or _BLANK, practice.practice_name),
            (words("after_hours_title"), document.after_hours_phone or _BLANK, words("after_hours_remark")),
        ),
        paper.size - 2,
    )
    paper.say(words("emergency_911"), bold=True)
    if words("typed_note"):
        paper.space()
        paper.say(words("typed_note"))


def _audience(paper: LargePrint, document: CarePlanDocument) -> None:
    """Who permitted what and when."""
    audience, words = document.audience, paper.words
    if audience is None:
        return
    if audience.permitted_on:
        day = words.day(audience.permitted_on)
        text = words("audience_permitted", name=audience.name, patient=document.patient_name, day=day)
    else:
        text = words("audience_permitted_undated", name=audience.name, patient=document.patient_name)
    paper.say(text, bold=True)
    sections = words.sections()
    parts = [title for key, title in sections.items() if key in audience.sections]
    if len(parts) < len(sections):
        paper.say(words("audience_sections", sections=", ".join(parts)))
    else:
        paper.say(words("audience_all"))
    paper.space()


def _changes(paper: LargePrint, document: CarePlanDocument) -> None:
    words = paper.words
    paper.heading(words("changes"))
    if document.changes:
        change_list(paper, document.changes)
    elif document.is_first:
        paper.say(words("changes_first"))
    else:
        paper.say(words("changes_none" if document.audience is None else "changes_nothing_shared"))


def change_list(paper: LargePrint, changes: Iterable[Change]) -> None:
    """What is new, changed, over or reached, a line each."""
    for change in changes:
        before = f" ({paper.words('was', text=change.before)})" if change.before else ""
        paper.item(paper.words(change.kind, text=change.text) + before)


def _symptoms(paper: LargePrint, document: CarePlanDocument) -> None:
    """Signs to watch for, the most urgent first, each with what to do."""
    found = document.content.symptoms
    paper.heading(paper.words("when_to_call"))
    for urgency in URGENCIES:
        signs = [one for one in found if one.urgency == urgency]
        if signs:
            paper.space(0.3)
            paper.say(paper.words(f"urgency_{urgency}"), bold=True, keep=2)
            for one in signs:
                paper.item(joined((one.sign, one.do), " — "), typed=(one.sign, one.do))
    if not found:
        paper.say(paper.words("no_symptoms"))


def _what_matters(paper: LargePrint, document: CarePlanDocument) -> None:
    if document.content.what_matters:
        paper.heading(paper.words("matters"))
        paper.say(f"“{document.content.what_matters}”")


def _conditions(paper: LargePrint, document: CarePlanDocument) -> None:
    paper.heading(paper.words("conditions"))
    for condition in document.content.conditions:
        paper.item(condition.name)
    if not document.content.conditions:
        paper.say(paper.words("conditions_none"))


def _goals(paper: LargePrint, document: CarePlanDocument) -> None:
    words, content = paper.words, document.content
    paper.heading(words("goals"), 5)
    for number, goal in enumerate(content.goals):
        if number:
            paper.space(0.8)
        _goal(paper, goal)
    if not content.goals:
        paper.say(words("goals_none"))
    if content.also:
        paper.space()
        paper.say(words("also"), bold=True, keep=2)
        for line in content.also:
            paper.item(line, typed=(line,))


def _goal(paper: LargePrint, goal: PlanGoal) -> None:
    words = paper.words
    said = [
        (label, text)
        for label, text in (
            ("measure", goal.measure),
            ("start", goal.start),
            ("target", goal.target),
            ("in_the_way", goal.in_the_way),
        )
        if text
    ]
    lines = len(said) + bool(goal.by_when) + bool(goal.owner) + bool(goal.latest)
    keep = 1 + lines + 3 * bool(goal.i_do or goal.team_does)  # with its first step
    if goal.in_my_words:
        paper.say(f"“{goal.in_my_words}”", bold=True, keep=keep + 1)
    paper.typed(goal.goal, bold=not goal.in_my_words, keep=keep)
    for label, text in said:
        paper.typed(text, label)
    if goal.by_when:
        paper.say(words("by", day=words.day(goal.by_when)))
    if goal.owner:
        paper.say(words("owner", name=goal.owner))
    if goal.latest:
        paper.say(words("last_seen", text=goal.latest))
    for title, steps in (("i_do", goal.i_do), ("team_does", goal.team_does)):
        if steps:
            paper.space(0.4)
            paper.say(words(title), bold=True, hang=paper.size, keep=3)
            for step in steps:
                paper.item(step, 2.4, typed=(step,))


def _barriers(paper: LargePrint, document: CarePlanDocument) -> None:
    """What keeps the patient from a goal, each with what is done about it."""
    words, content = paper.words, document.content
    paper.heading(words("barriers"))
    for one in content.barriers:
        paper.item(one.what, typed=(one.what,), and_then=bool(one.answer))
        if one.answer:
            paper.typed(one.answer, "barriers_answer", hang=_HANG * paper.size)
    if not content.barriers:
        paper.say(words("barriers_none" if "barriers" in content.none_noted else "barriers_unasked"))


def _medications(paper: LargePrint, document: CarePlanDocument) -> None:
    words, content = paper.words, document.content
    paper.heading(words("medicines"), 4)
    for number, medicine in enumerate(content.medications):
        if number:
            paper.space()
        medicine_lines(paper, medicine)
    if not content.medications:
        paper.say(words("medicines_none" if "medications" in content.none_noted else "medicines_unwritten"))
    else:
        paper.space()
        paper.say(words("call_before_change"), bold=True)


def medicine_lines(paper: LargePrint, medicine: PlanMedication) -> None:
    """Name, how it is taken, what it is for, one under the other: no column gets too narrow for large type."""
    words = paper.words
    paper.say(medicine.name, bold=True, keep=3)
    if medicine.how_to_take:
        paper.typed(medicine.how_to_take, "how", hang=paper.size)
    else:
        paper.say(words("how_ask"), hang=paper.size)
    if medicine.what_for:
        paper.typed(medicine.what_for, "what_for", hang=paper.size)


def _allergies(paper: LargePrint, document: CarePlanDocument) -> None:
    words, content = paper.words, document.content
    paper.heading(words("allergies"))
    for one in content.allergies:
        text = words("reaction", substance=one.substance, reaction=one.reaction) if one.reaction else one.substance
        paper.item(text)
    if not content.allergies:
        paper.say(words("allergies_none" if "allergies" in content.none_noted else "allergies_unwritten"))


def _assessed(paper: LargePrint, document: CarePlanDocument) -> None:
    words, found = paper.words, document.content.assessed
    if found:
        paper.heading(words("assessed"))
        for one in found:
            paper.item(words("assessed_on", area=words(f"area_{one.area}"), day=words.day(one.on)))
        paper.say(words("assessed_ask"))


def _due(paper: LargePrint, document: CarePlanDocument) -> None:
    words = paper.words
    paper.heading(words("due"))
    for one in document.content.due:
        if one.on:
            paper.item(words("due_on", what=one.what, day=words.day(one.on)))
        else:
            paper.item(words("due_undated", what=one.what))
    if not document.content.due:
        paper.say(words(none_due(document.content)))


def none_due(content: PlanContent) -> str:
    """How an empty list of due items is said: that nothing is due only where somebody looked."""
    return "due_none" if "preventive" in content.none_noted else "due_unasked"


def _community(paper: LargePrint, document: CarePlanDocument) -> None:
    words = paper.words
    paper.heading(words("help"))
    for one in document.content.community:
        paper.item(joined((one.name, one.service)), and_then=bool(one.phone))
        _phone(paper, one.phone)
    if not document.content.community:
        paper.say(words("help_none" if "community" in document.content.none_noted else "help_unasked"))


def _team(paper: LargePrint, document: CarePlanDocument) -> None:
    words, practice = paper.words, document.imprint
    inside = [one for one in document.content.care_team if not one.outside]
    outside = [one for one in document.content.care_team if one.outside]
    paper.heading(words("team"))
    _members(paper, inside)
    if not inside:
        paper.say(joined((practice.practice_name, practice.practice_phone)))
    if outside:
        paper.heading(words("outside"))
        _members(paper, outside)


def _members(paper: LargePrint, members: Sequence[TeamMember]) -> None:
    for number, member in enumerate(members):
        if number:
            paper.space()
        paper.say(member.name, bold=True, keep=3)
        work = joined((member.role, member.organization))
        paper.say(work, hang=_HANG * paper.size, and_then=bool(member.phone))
        _phone(paper, member.phone)


def _caregivers(paper: LargePrint, document: CarePlanDocument) -> None:
    """Relatives and friends; a section of nobody says nothing."""
    if document.content.caregivers:
        paper.heading(paper.words("caregivers"))
    for one in document.content.caregivers:
        paper.item(joined((one.name, one.relation)), and_then=bool(one.phone))
        _phone(paper, one.phone)


def _phone(paper: LargePrint, phone: str) -> None:
    """On a line of its own: a number is never broken."""
    if phone:
        paper.say(paper.words("phone", phone=phone), hang=_HANG * paper.size)


def _closed_office(paper: LargePrint, document: CarePlanDocument) -> None:
    words, plan = paper.words, document.content.closed_office
    paper.heading(words("after_hours"))
    paper.say(words("after_hours_call", phone=document.after_hours_phone or _BLANK))
    if plan.instructions:
        paper.typed(plan.instructions)
    if plan.contact:
        paper.say(words("contact_person", name=plan.contact), keep=2)
    _phone(paper, plan.contact_phone)


def _wishes(paper: LargePrint, document: CarePlanDocument) -> None:
    words, wishes = paper.words, document.content.wishes
    paper.heading(words("directives"))
    paper.say(words(f"directives_{wishes.state or 'unasked'}"))
    if wishes.documents:
        paper.say(words("documents", text=wishes.documents))
    if wishes.kept_at:
        paper.say(words("kept_at", text=wishes.kept_at))
    if wishes.proxy:
        paper.say(words("proxy", name=wishes.proxy), keep=2)
        _phone(paper, wishes.proxy_phone)


def _next(paper: LargePrint, document: CarePlanDocument) -> None:
    words, content = paper.words, document.content
    paper.heading(words("next"))
    for key, day in (("next_call", content.next_call), ("review", content.review_on)):
        paper.say(words(key, day=words.day(day) if day else words("to_agree")))


def _closing(paper: LargePrint, document: CarePlanDocument) -> None:
    practice, sheets = document.imprint, paper.sheets
    sheets.gap(16)
    sheets.need(paper.size * 4)
    sheets.rule(0.8, BLACK)
    sheets.gap(4)
    if document.audience is None:
        paper.say(paper.words("mine"))
    if signed := document.signed:
        day = paper.words.day(signed.on)
        words = paper.words("signed", name=signed.name, day=day, number=document.version, mark=signed.mark)
        sheets.text(words, 10, grey=GREY)
    sheets.text(joined((practice.practice_name, practice.practice_address, practice.practice_phone)), 10, grey=GREY)


_SECTIONS: tuple[tuple[str, Callable[[LargePrint, CarePlanDocument], None]], ...] = (
    ("symptoms", _symptoms),
    ("summary", _what_matters),
    ("problems", _conditions),
    ("problems", _goals),
    ("barriers", _barriers),
    ("medications", _medications),
    ("allergies", _allergies),
    ("assessments", _assessed),
    ("preventive", _due),
    ("community", _community),
    ("team", _team),
    ("caregivers", _caregivers),
    ("emergency", _closed_office),
    ("directives", _wishes),
    ("review", _next),
)
"""In the order of the paper."""
