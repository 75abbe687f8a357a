"""Each medicine with how much, when and what for, and what comes next (product.md A-40, A-99)."""

from __future__ import annotations

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.grid import Column, Grid, Row
from ccm_desktop.reports.large_print import LargePrint, titles
from ccm_desktop.reports.plan_documents import MedicationSheet
from ccm_desktop.reports.plan_words import Labels, labels
from ccm_desktop.reports.press import printed
from ccm_desktop.reports.wording import joined

_TABLE_SIZE = 14.0
"""Larger type would break the words of four columns."""


def render_medication_sheet(document: MedicationSheet, progress: Progress | None = None) -> bytes:
    """The PDF."""
    words = labels(document.language)
    title = words("medicines")
    head = titles(words, words("med_title"), "Medicines and follow-up for the patient",
                  f"{title}: {document.patient_name}", document.born)  # fmt: skip
    return printed(written(document).sheets.pages, head, document.imprint, progress or Unobserved())


def written(document: MedicationSheet) -> LargePrint:
    """The pages, and what of them somebody typed."""
    words = labels(document.language)
    paper = LargePrint(document.size, words)
    born = words("born", day=words.day(document.born)) if document.born else ""
    paper.title(words("med_title"), (document.patient_name, born))
    if document.medications:
        _table(paper, document, words)
        paper.space()
        paper.say(words("call_before_change"), bold=True)
    else:
        paper.say(words("medicines_unwritten"))
    paper.heading(words("follow_up"))
    for one in document.follow_ups:
        paper.item(joined((words.day(one.on), one.what), ": "))
    if not document.follow_ups:
        paper.say(words("follow_up_none"))
    paper.space()
    practice = document.imprint
    paper.say(joined((practice.practice_name, practice.practice_phone)), bold=True)
    return paper


def _table(paper: LargePrint, document: MedicationSheet, words: Labels) -> None:
    columns = (
        Column(words("med_name"), 150, bold=True),
        Column(words("med_dose"), 90),
        Column(words("med_when"), 150),
        Column(words("med_why"), 130),
    )
    rows = []
    for one in document.medications:
        refill = words("med_refill", day=words.day(one.refill_on)) if one.refill_on else ""
        rows.append(Row((one.name, one.dose, joined((one.when, refill), "; "), one.what_for)))
        paper.sentences.extend(filter(None, (one.when, one.what_for)))
    Grid(paper.sheets, columns, size=_TABLE_SIZE).rows(rows)
