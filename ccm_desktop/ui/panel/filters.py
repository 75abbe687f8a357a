"""Chips and saved views of the panel (ux.md 6.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ccm_desktop.domain.plan_freshness import AGING, STALE
from ccm_desktop.domain.search import matches, tokens
from ccm_desktop.services.panel_views import PanelLine

Keep = Callable[[PanelLine], bool]
CLOSE_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that can be combined with others."""

    key: str
    text: str
    keep: Callable[[PanelLine, str, str], bool]
    """Of a line, the person signed in, and today."""


def _enrolled(line: PanelLine) -> bool:
    return line.program_status == "enrolled"


def _stuck(line: PanelLine) -> bool:
    close = line.next is not None and line.next.short_by_seconds <= CLOSE_SECONDS
    return _enrolled(line) and close and line.counted_seconds > 0


CHIPS = (
    Chip("mine", "Mine", lambda line, me, _: _enrolled(line) and line.coordinator_id == me),
    Chip("stuck", "17–19 min", lambda line, _me, _t: _stuck(line)),
    Chip("under", "Under 20", lambda line, _me, _t: _enrolled(line) and line.counted_seconds < 1200),
    Chip("not_started", "Not started", lambda line, _me, _t: _enrolled(line) and line.counted_seconds == 0),
    Chip("blocked", "Blocked", lambda line, _me, _t: line.status.key == "blocked"),
    Chip("call_due", "Call due",
         lambda line, _me, today: _enrolled(line) and bool(line.next_contact_on) and line.next_contact_on <= today),
    Chip("unreachable", "Unable to reach", lambda line, _me, _t: _enrolled(line) and line.unreachable),
    Chip("note_due", "Needs note", lambda line, _me, _t: line.note_due),
    Chip("stale", "Stale plan", lambda line, _me, _t: _enrolled(line) and line.plan_level == STALE),
    Chip("aging", "Aging plan", lambda line, _me, _t: _enrolled(line) and line.plan_level == AGING),
)  # fmt: skip
_BY_KEY = {chip.key: chip for chip in CHIPS}
VIEWS: dict[str, tuple[str, Callable[[PanelLine, str, str], bool]]] = {
    "active": ("All enrolled", lambda line, _me, _today: _enrolled(line)),
    "mine": ("My month", _BY_KEY["mine"].keep),
    "stuck": ("Stuck 17–19", _BY_KEY["stuck"].keep),
    "not_started": ("Not started", _BY_KEY["not_started"].keep),
    "call_due": ("Call due today", _BY_KEY["call_due"].keep),
    "unreachable": ("Unable to reach", _BY_KEY["unreachable"].keep),
    "blocked": ("Blocked", _BY_KEY["blocked"].keep),
    "ready": ("Ready to bill", lambda line, _me, _today: line.status.key in ("billable", "complex")),
    "plans": ("Plans to renew",
              lambda line, _me, _today: _enrolled(line) and line.plan_level in (STALE, AGING)),
    "candidates": ("Candidates", lambda line, _me, _today: line.program_status == "candidate"),
    "outside": ("Ended or declined", lambda line, _me, _today: line.program_status in ("ended", "declined")),
    "all": ("All patients", lambda _line, _me, _today: True),
}  # fmt: skip


def combined(view: str, chips: Iterable[str], search: str, me: str, today: str) -> Keep:
    """Lines of the view that pass every chip; a search looks in all patients, whatever the view."""
    wanted = tokens(search)
    chosen = [chip for chip in CHIPS if chip.key in set(chips)]
    base = VIEWS["all" if wanted else view][1]

    def keep(line: PanelLine) -> bool:
        if wanted and not matches(line.haystack, wanted):
            return False
        return base(line, me, today) and all(chip.keep(line, me, today) for chip in chosen)

    return keep
