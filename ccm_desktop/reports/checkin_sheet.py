"""The questions of a symptom check-in for the patient to answer at home, in their own words and language (A-48)."""

from __future__ import annotations

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.care_plan import URGENCIES
from ccm_desktop.reports.large_print import LargePrint, titles
from ccm_desktop.reports.plan_documents import CheckinSheet
from ccm_desktop.reports.plan_words import labels
from ccm_desktop.reports.press import printed
from ccm_desktop.reports.wording import joined

_GENERAL = ("checkin_worse", "checkin_medicine", "checkin_new")
_KEEP = 4.0
"""Lines of a question that stay together."""


def render_checkin_sheet(document: CheckinSheet, progress: Progress | None = None) -> bytes:
    """The PDF."""
    words = labels(document.language)
    title = words("checkin_title")
    head = titles(words, title, "Symptom check-in for the patient", f"{title}: {document.patient_name}", document.born)
    return printed(written(document).sheets.pages, head, document.imprint, progress or Unobserved())


def written(document: CheckinSheet) -> LargePrint:
    """The pages, and what of them somebody typed."""
    words = labels(document.language)
    paper = LargePrint(document.size, words)
    born = words("born", day=words.day(document.born)) if document.born else ""
    paper.title(words("checkin_title"), (document.patient_name, born))
    paper.say(words("checkin_danger"), bold=True)
    paper.space()
    paper.say(words("checkin_how"))
    practice = document.imprint
    paper.say(joined((practice.practice_name, practice.practice_phone)), bold=True)
    paper.space()
    paper.say(words("checkin_day"))
    for sign in sorted(document.signs, key=lambda one: URGENCIES.index(one.urgency) if one.urgency in URGENCIES else 0):
        paper.space()
        paper.typed(sign.sign, bold=True, keep=_KEEP)
        paper.say(words("checkin_answers"))
        if sign.do:
            paper.typed(sign.do, "checkin_do")
    for key in _GENERAL:
        paper.space()
        paper.say(words(key), bold=True, keep=_KEEP)
        paper.say(words("checkin_answers"))
    return paper
