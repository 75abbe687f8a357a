"""The kinds of exceptions, and what one of them is."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

LATE_SECONDS = 3 * 86_400
"""From what happened to its record; longer asks for a look."""


class Kind(NamedTuple):
    """How bad it is, what it is called, and where it is mended."""

    severity: str
    """must | review | info"""
    title: str
    page: str
    field: str
    label: str


KINDS: dict[str, Kind] = {
    "E01": Kind("must", "Unfinished note", "finish", "note", "Write note"),
    "E02": Kind("must", "Undecided gap", "finish", "gaps", "Decide"),
    "E03": Kind("must", "Overlap, own time", "overlap", "", "Part them…"),
    "E04": Kind("review", "Two people at once", "overlap", "", "Compare…"),
    "E05": Kind("must", "No valid consent", "consent", "answer", "Add consent"),
    "E06": Kind("must", "Care plan", "care_plan", "status", "Open care plan"),
    "E07": Kind("must", "Not eligible", "conditions", "attestation", "Open conditions"),
    "E08": Kind("must", "Two versions wait for a decision", "care_plan", "conflict", "Resolve"),
    "E09": Kind("must", "Outside the enrollment", "time", "start", "Open entry"),
    "E10": Kind("review", "Long entry", "time", "end", "Review"),
    "E11": Kind("review", "Recovered time", "time", "source", "Review"),
    "E12": Kind("review", "Entered by hand", "time", "source", "Review"),
    "E13": Kind("review", "Changed after signature", "queue", "signature", "Compare"),
    "E14": Kind("review", "Clock not sure", "time", "start", "Review"),
    "E15": Kind("review", "Same note for several patients", "time", "note", "Read"),
    "E16": Kind("review", "Just short", "time", "", "Open"),
    "E17": Kind("review", "Same day as a visit", "time", "same_day", "Decide"),
    "E18": Kind("review", "Code not allowed", "time", "codes", "Open"),
    "E19": Kind("info", "Other practitioner", "enrolment", "practitioner", "Open enrollment"),
    "E20": Kind("must", "No initiating visit", "enrolment", "visit", "Add visit"),
    "E21": Kind("must", "Other service", "services", "list", "Open services"),
    "E22": Kind("review", "Complexity does not hold", "complexity", "level", "Open complexity"),
    "E23": Kind("review", "Consent entered late", "consent", "answer", "Open consent"),
    "E24": Kind("review", "Recorded after the month", "enrolment", "attestation", "Open enrollment"),
    "E25": Kind("must", "No billing practitioner", "practice", "billing_practitioner", "Open settings"),
    "E26": Kind("info", "Care plan is stale", "care_plan", "review", "Review plan"),
    "E27": Kind("review", "Two instructions differ", "care_plan", "instructions", "Open instructions"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One exception. Its words hold no instants: `spans` are shown before them, in local time."""

    code: str
    patient: str
    subject: str
    """What it is about, so that it is recognised: an entry, a session, a key of the rules."""
    text: str
    spans: tuple[tuple[int, int], ...] = ()
    entries: tuple[str, ...] = ()
    since: int = 0
    """Since when it is so, epoch seconds; 0 for the month's beginning."""
    owner: str = ""
    """Whose it is; empty for the patient's coordinator."""
    others: tuple[str, ...] = ()
    """Further patients that it is about."""

    @property
    def finding_id(self) -> str:
        return f"{self.code}:{self.patient}:{self.subject}"

    @property
    def fingerprint(self) -> str:
        """Hash of the facts: other facts need another look."""
        return sha256(repr((self.finding_id, self.text, self.spans, self.entries, self.others)).encode()).hexdigest()
