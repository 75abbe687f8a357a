"""What every page needs once a practice is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.permissions import Verb, only, who_may
from ccm_desktop.services.office import Office
from ccm_desktop.ui.appearance import Appearance
from ccm_desktop.ui.gateway import Gateway
from ccm_desktop.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Desk:
    """The open practice, the way to it, and how things look."""

    office: Office
    gateway: Gateway
    theme: Theme
    zone: ZoneInfo
    practice: str
    user: str
    """Person id of who is signed in."""
    user_name: str
    roles: frozenset[str]
    """What that person acts as."""
    appearance: Appearance

    def refusal(self, verb: Verb) -> str:
        """Why the person signed in may not; empty when they may. The services decide, this only foretells it."""
        allowed = who_may(verb)
        return only(allowed, verb.value) if self.roles.isdisjoint(allowed) else ""

    def today(self) -> date:
        """The practice's calendar day."""
        return local_day(self.office.context.clock.now(), self.zone)

    def day_of(self, instant: int) -> date:
        """The practice's calendar day of an instant in epoch seconds."""
        return local_day(from_epoch(instant), self.zone)

    def month(self) -> Month:
        """The practice's calendar month."""
        return Month.of(self.today())
