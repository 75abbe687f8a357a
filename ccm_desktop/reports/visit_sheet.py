"""What a patient takes to an appointment: questions, changes, readings, trouble with medicines."""

from __future__ import annotations

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.care_plan import change_list, none_due
from ccm_desktop.reports.large_print import LargePrint, titles
from ccm_desktop.reports.plan_documents import PlanMedication, VisitSheet
from ccm_desktop.reports.plan_words import Labels, labels
from ccm_desktop.reports.press import printed
from ccm_desktop.reports.wording import joined

_SIZE = 11.5
_WIDE, _CLOSE = 1.1, 0.6
"""White space above a heading, in parts of its size."""
_LINES = 3
"""Empty lines for questions that come to mind at home."""
_TROUBLE = ("no", "confused", "cost", "out")


def render_visit_sheet(document: VisitSheet, progress: Progress | None = None) -> bytes:
    """The PDF."""
    words = labels(document.language)
    pages = written(document).sheets.pages
    title = words("visit_title")
    head = titles(words, title, "Visit preparation for the patient", f"{title}: {document.patient_name}", document.born)
    return printed(pages, head, document.imprint, progress or Unobserved())


def trouble_of(medicine: PlanMedication, words: Labels) -> str:
    """What is wrong with taking it, in words; empty when nothing was told."""
    told = words(f"taking_{medicine.taking}") if medicine.taking in _TROUBLE else ""
    return joined((told, medicine.trouble), ". ")


def written(document: VisitSheet) -> LargePrint:
    """The pages, and what of them somebody typed; closer together where that saves a page."""
    paper = _written(document, _WIDE)
    closer = _written(document, _CLOSE) if len(paper.sheets.pages) > 1 else paper
    return closer if len(closer.sheets.pages) < len(paper.sheets.pages) else paper


def _written(document: VisitSheet, air: float) -> LargePrint:
    words, content = labels(document.language), document.content
    paper = LargePrint(_SIZE, words, air)
    born = words("born", day=words.day(document.born)) if document.born else ""
    paper.title(words("visit_title"), (document.patient_name, born))
    _heading(paper, words("visit_questions"), len(document.questions))
    for question in document.questions:
        paper.item(question, typed=(question,))
    _lines_to_write(paper)
    _again(paper, document.again, words)
    since = document.since
    title = words("visit_since", day=words.day(since)) if since else words("visit_since_undated")
    _heading(paper, title, len(document.changes))
    change_list(paper, document.changes)
    if not document.changes:
        paper.say(words("visit_no_change" if since else "visit_unknown"))
    _heading(paper, words("readings"), len(document.readings))
    for one in document.readings:
        paper.item(words("reading", name=one.name, value=one.value, day=words.day(one.on)))
    if not document.readings:
        paper.say(words("readings_none"))
    _medicines(paper, document, words)
    off = [goal for goal in content.goals if goal.status == "off_track"]
    _heading(paper, words("goals_off"), len(off))
    for goal in off:
        mine = goal.in_my_words and f"“{goal.in_my_words}”"
        paper.item(joined((mine, goal.goal, goal.latest), " — "), typed=(goal.goal,))
    if not off:
        paper.say(words("goals_off_none"))
    _heading(paper, words("due"), len(content.due))
    for due in content.due:
        day = words.day(due.on) if due.on else ""
        paper.item(words("due_on", what=due.what, day=day) if day else words("due_undated", what=due.what))
    if not content.due:
        paper.say(words(none_due(content)))
    return paper


def _heading(paper: LargePrint, text: str, items: int) -> None:
    """It stays with what follows it, three lines at most: a section of one line goes on the page while it fits."""
    paper.heading(text, min(max(items, 0.4), 3))


def _lines_to_write(paper: LargePrint) -> None:
    paper.sheets.need(_LINES * 22)
    for _ in range(_LINES):
        paper.sheets.y -= 22
        paper.sheets.rule(0.6)


def _again(paper: LargePrint, instructions: tuple[str, ...], words: Labels) -> None:
    """What the patient could not say back yet is a question for the visit, too (product A-102)."""
    if instructions:
        paper.heading(words("visit_again"))
    for one in instructions:
        paper.item(one, typed=(one,))


def _medicines(paper: LargePrint, document: VisitSheet, words: Labels) -> None:
    content = document.content
    found = [(one, trouble_of(one, words)) for one in content.medications]
    troubled = [(one, trouble) for one, trouble in found if trouble]
    _heading(paper, words("medicine_problems"), len(troubled))
    for one, trouble in troubled:
        paper.item(joined((one.name, trouble), ": "))
    if not all(one.taking for one in content.medications):
        paper.say(words("medicine_problems_unasked"))
    elif not troubled:
        paper.say(words("medicine_problems_none"))
    if content.medications:
        _heading(paper, words("all_medicines"), len(content.medications))
        for one in content.medications:
            paper.item(joined((one.name, one.how_to_take), ": "))
