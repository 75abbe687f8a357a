"""The recovery kit: one page to be printed, sealed and kept."""

from __future__ import annotations

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.reports.front import masthead
from ccm_desktop.reports.layout import BLACK, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.press import Titles, printed

_CODE = 24.0
_AFTERWARDS = (
    "Choose a new passphrase for that lead. Everything in the practice is there again, and the lead can give new "
    "passphrases to everybody else."
)
_STEPS = (
    "Start the program. At the lock choose the name of a practice lead, then “Use the recovery kit”.",
    "Type the code above. Capitals, blanks and dashes do not matter.",
    _AFTERWARDS,
    "The code is used up by that. Make a new kit: File, People and sign-ins, Recovery kit.",
)
_SEALED = (
    "Whoever holds this page and the practice file can read every patient's record. Put the page in an envelope, seal "
    "it, sign over the seal, and keep it apart from the computer and from the backups: in a safe, or with a lawyer."
)
_ONLY_HERE = (
    "The code stands nowhere else, and nobody can tell it to you again. If this page is lost, make a new kit: then "
    "this code opens only backups that are older than the new kit."
)
_KEEPING = (_SEALED, _ONLY_HERE)


def render_recovery_kit(code: str, imprint: Imprint, progress: Progress | None = None) -> bytes:
    """The PDF; `code` is groups of letters with dashes between them."""
    sheets = Sheets()
    masthead(sheets, "When nobody can open the practice", "Recovery kit", imprint)
    sheets.gap(16)
    sheets.text("Recovery code", 11, BOLD)
    groups = code.split("-")
    half = (len(groups) + 1) // 2
    for part in (groups[:half], groups[half:]):
        sheets.text("   ".join(part), _CODE, BOLD)
    sheets.gap(10)
    sheets.rule(1.2, BLACK)
    sheets.heading("How to use it")
    for step in _STEPS:
        sheets.bullet(step, 11.5)
        sheets.gap(4)
    sheets.heading("How to keep it")
    for words in _KEEPING:
        sheets.text(words, 11.5)
        sheets.gap(6)
    sheets.gap(30)
    sheets.text("Sealed on ______________________   by ______________________________________", 11.5)
    titles = Titles("Recovery kit", "Recovery code of a practice", "Recovery kit")
    return printed(sheets.pages, titles, imprint, progress or Unobserved())
