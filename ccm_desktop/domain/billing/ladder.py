"""Where a month stands on the thresholds of its codes, for bars, chips and notices. Seconds, never rounded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # tables know the bar before any rule is read
    from ccm_desktop.domain.billing.assessment import Decision
    from ccm_desktop.domain.billing.codes import Family, RuleSet

NOTICE_SECONDS = 120
"""So long before a threshold somebody is told (ux.md 5.8)."""
_STEPS_SHOWN = 3
_UNREVIEWED = "X_UNREVIEWED"

Steps = tuple[tuple[int, str], ...]
"""Thresholds in seconds and the code that each adds, lowest first."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The thresholds of one patient-month."""

    steps: Steps = ()
    counted: int = 0
    """Seconds that count towards them."""
    waiting: int = 0
    """Seconds that may come to count: running, without their note, or not approved yet."""

    def next(self, seconds: int) -> tuple[int, str] | None:
        """The first threshold above so many seconds, and its code; None past the last."""
        return next((step for step in self.steps if step[0] > seconds), None)


@dataclass(frozen=True, slots=True)
class Notice:
    """A threshold that is near, or was reached this moment."""

    kind: str
    """near | reached"""
    at_seconds: int
    code: str


def ladder(decision: Decision, waiting_seconds: int = 0) -> Ladder:
    """The thresholds that the month is making for; time that awaits approval is waiting too."""
    family = decision.aim
    counted = decision.evidence.seconds_for(family)
    unreviewed = sum(piece.seconds for piece in decision.pieces if piece.reason == _UNREVIEWED)
    waiting = waiting_seconds + unreviewed
    return Ladder(steps(family, counted + waiting), counted, waiting)


def steps(family: Family, seconds: int) -> Steps:
    """A family's thresholds: the first three, and with more time as many as lead to the next one."""
    base, each = family.base_seconds, family.addon_seconds
    leads_on = (seconds - base) // each + 1  # the add-on whose threshold is the first above so much time
    last = min(family.addon_cap, max(_STEPS_SHOWN - 1, leads_on))
    return ((base, family.base), *((base + number * each, family.addon) for number in range(1, last + 1)))


def notices(steps: Steps, before: int, after: int, ahead: int = NOTICE_SECONDS) -> tuple[Notice, ...]:
    """What to say when time has gone on from `before` to `after` seconds: each threshold once near, once reached."""
    found = []
    for at, code in steps:
        if before < at <= after:
            found.append(Notice("reached", at, code))
        elif before < at - ahead <= after < at:
            found.append(Notice("near", at, code))
    return tuple(found)


def next_threshold(
    staff_seconds: int, practitioner_seconds: int, is_complex: bool, rules: RuleSet
) -> tuple[str, int, int] | None:
    """Next code, its threshold in seconds and the seconds short of it; None past the last."""
    together = staff_seconds + practitioner_seconds
    if is_complex and together >= rules.complex.base_seconds:
        family, seconds = rules.complex, together
    elif staff_seconds == 0 and practitioner_seconds >= rules.staff.base_seconds:
        family, seconds = rules.practitioner, practitioner_seconds
    else:
        family, seconds = rules.staff, together
    step = family.next_step(seconds)
    return None if step is None else (step[1], step[0], step[0] - seconds)
