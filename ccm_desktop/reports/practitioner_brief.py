"""Five lines for a practitioner who has a minute: what, medicines, barriers, the decision asked for, what changed."""

from __future__ import annotations

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.front import facts, masthead
from ccm_desktop.reports.layout import Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.plan_documents import PractitionerBrief
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import day, joined

TITLE = "Practitioner brief"


def render_practitioner_brief(document: PractitionerBrief, progress: Progress | None = None) -> bytes:
    """The PDF: one page unless a line is very long."""
    sheets = Sheets()
    masthead(sheets, "Care plan", TITLE, document.imprint)
    sheets.gap(8)
    sheets.text(document.patient_name, 14, BOLD)
    sheets.text(joined((f"Born {day(document.born)}", document.mrn and f"MRN {document.mrn}")), 10)
    sheets.gap(8)
    for label, words in document.lines:
        facts(sheets, ((label, words),), 120, 11)
        sheets.gap(6)
        sheets.rule(0.4)
        sheets.gap(4)
    running = joined((document.patient_name, document.mrn and f"MRN {document.mrn}", TITLE))
    titles = Titles(TITLE, "Brief for the practitioner", running)
    return printed(sheets.pages, titles, document.imprint, progress or Unobserved())
