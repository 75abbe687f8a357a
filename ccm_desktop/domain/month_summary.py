"""The patient's summary of a month: its parts, its digest, and whether it is a draft, approved or given (A-101, A-103).

What changed and what was done are of the month. When to call and what comes next are of today, because they are
about the days to come; so a summary that was given is a draft again only by news of its month.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ccm_desktop.domain import signature

CHANGED, DID, NEXT, WORDS = "changed", "did", "next", "words"
URGENCIES = ("emergency", "same_day", "call")
"""When to call us, the most urgent first."""
PHONE, AFTER_HOURS, WORRIED = "phone", "after_hours", "worried"
PARTS = (PHONE, AFTER_HOURS, CHANGED, *URGENCIES, WORRIED, DID, NEXT, WORDS)
"""In the order of the paper."""
MAY_BE_LEFT_OUT = frozenset({CHANGED, DID, NEXT})
"""When to call is never left out."""
OF_THE_MONTH = frozenset({CHANGED, DID, WORDS})
DRAFT, APPROVED, GIVEN = "draft", "approved", "given"
STATES = {DRAFT: "Draft", APPROVED: "Approved", GIVEN: "Given"}
GONE_OVER = {
    "no": "Not gone over with the patient",
    "phone": "Gone over with the patient by phone",
    "in_person": "Gone over with the patient in person",
}
LONGEST_WORDS = 1_000
"""Characters of the care team's own words: the paper stays one to be read."""


class SummaryLine(NamedTuple):
    """One line of the paper."""

    part: str
    text: str
    sources: tuple[str, ...] = ()
    """Ids of the records it rests on."""

    @property
    def key(self) -> str:
        """Names it for leaving it out, in whatever language it is written."""
        return f"{self.part}:{'+'.join(self.sources)}"


@dataclass(frozen=True, slots=True)
class Approval:
    """A version that was approved and not taken back; `given`: to the patient."""

    id: str
    language: str
    lines: tuple[SummaryLine, ...]
    given: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a summary stands, and by which approval; `new` and `gone` lines make an approved one a draft again."""

    state: str
    approval: str = ""
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def digest(patient: str, month: str, language: str, lines: Iterable[SummaryLine]) -> str:
    """Fixes what is approved: every line as it is printed, with what it rests on."""
    said = [[line.part, line.text, list(line.sources)] for line in lines]
    return signature.digest({"patient": patient, "month": month, "language": language, "lines": said})


def standing(now: Sequence[SummaryLine], language: str, approvals: Sequence[Approval]) -> Standing:
    """By the newest approval in that language; `approvals` are the oldest first."""
    last = next((one for one in reversed(approvals) if one.language == language), None)
    if last is None:
        return Standing(DRAFT)
    parts = OF_THE_MONTH if last.given else frozenset(PARTS)
    before, after = _told(last.lines, parts), _told(now, parts)
    new, gone = tuple((after - before).elements()), tuple((before - after).elements())
    if new or gone:
        return Standing(DRAFT, last.id, new, gone)
    return Standing(GIVEN if last.given else APPROVED, last.id)


def _told(lines: Iterable[SummaryLine], parts: frozenset[str]) -> Counter[str]:
    """The texts, as often as they stand."""
    return Counter(line.text for line in lines if line.part in parts)
