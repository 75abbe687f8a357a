"""What every service stands on: the file, the clock, and who is acting."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from ccm_desktop.domain.billing.rule_book import RuleBook
from ccm_desktop.domain.calendar import Month, local_day, time_zone
from ccm_desktop.ledger.payloads.practice import PracticeProfile
from ccm_desktop.models.store import Reader, Store, Transaction
from ccm_desktop.services.clock import Clock

PRACTICE = "practice"
"""Entity of the practice's own profile: there is one per file."""


@dataclass(slots=True)
class Context:
    """Shared by the services of one signed-in person; lives on the database thread."""

    store: Store
    clock: Clock
    person: str
    rules: RuleBook
    _open: Transaction | None = field(default=None, init=False, repr=False)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Write, as this person, now; within `together`, as part of that."""
        if self._open is not None:
            self._open.restamp(self.person, self.now_ms())
            return nullcontext(self._open)
        return self.store.transaction(self.person, self.now_ms())

    def reading(self) -> AbstractContextManager[Reader]:
        """Read; within `together`, what it has written so far too."""
        return self.store.reading() if self._open is None else nullcontext(self._open)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all commands inside one commit: all of them happen, or none. Within another one, a part of that."""
        if self._open is not None:
            yield
            return
        with self.store.transaction(self.person, self.now_ms()) as tx:
            self._open = tx
            try:
                yield
            finally:
                self._open = None

    def now_ms(self) -> int:
        """The wall clock in milliseconds since 1970."""
        return int(self.clock.now().timestamp() * 1000)

    def now(self) -> int:
        """The wall clock in whole seconds since 1970."""
        return self.now_ms() // 1000

    def practice(self) -> PracticeProfile:
        """The practice's profile as it is now."""
        with self.reading() as reader:
            return self.practice_of(reader)

    def practice_of(self, reader: Reader) -> PracticeProfile:
        """The same, within a view of the file."""
        held = reader.held(PracticeProfile, PRACTICE)
        if held is None:
            raise LookupError("a practice file without its profile")
        return held.value

    def zone(self) -> ZoneInfo:
        """The practice's time zone: months begin at its midnight."""
        return time_zone(self.practice().time_zone)

    def zone_of(self, reader: Reader) -> ZoneInfo:
        """The same, within a view of the file."""
        return time_zone(self.practice_of(reader).time_zone)

    def month(self) -> Month:
        """The practice's current month."""
        return Month.of(local_day(self.clock.now(), self.zone()))
