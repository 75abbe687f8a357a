"""Other services of a patient-month that the rules must know of: by us or by another practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ccm_desktop.domain.billing.exclusions import is_own_visit
from ccm_desktop.domain.billing.explain import words
from ccm_desktop.domain.billing.facts import Service
from ccm_desktop.domain.calendar import Month, is_day
from ccm_desktop.domain.errors import BadInput, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month import OtherService, ServiceWithdrawn
from ccm_desktop.models.queries import attested
from ccm_desktop.models.queries.attested import ServiceRow, Withdrawal
from ccm_desktop.models.store import Reader
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.month_guard import require_open
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.policies import policies_of

BY = {
    "same_practitioner": "The billing practitioner",
    "same_practice": "Somebody else of this practice",
    "other_practice": "Another practice",
}
STATUS = {"billed": "Billed", "planned": "Planned", "claimed_by_us": "Claimed by us"}


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service as it was noted; `at` in epoch seconds."""

    id: str
    code: str
    label: str
    on: str
    by: str
    status: str
    means: tuple[str, ...]
    """What the rules say of it, in words; nothing when it changes nothing."""
    recorded_by: str
    recorded_at: int
    withdrawn: str
    """By whom and why; empty while it stands."""


@dataclass(frozen=True, slots=True)
class MonthServices:
    """The services of a patient-month, and the codes that the rules know."""

    patient_id: str
    month: Month
    lines: tuple[ServiceLine, ...]
    """By day."""
    known: tuple[tuple[str, str], ...]
    """Code and label."""


class OtherServices:
    """Notes and withdraws."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def open(self, patient: str, month: Month) -> MonthServices:
        """All services noted for days of the month, withdrawn ones too."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            names = {person.id: person.title for person in people_of(reader)}
            first, last = month.first_day.isoformat(), month.last_day.isoformat()
            found = attested.services(reader.connection, patient, first, last)
            lines = tuple(self._line(reader, month, row, gone, names) for row, gone in found)
        return MonthServices(patient, month, lines, self.known(month))

    def known(self, month: Month) -> tuple[tuple[str, str], ...]:
        """Codes that the rules of the month know beside its own, with what they are called."""
        by_code = self._context.rules.for_month(month).same_month.by_code
        return tuple((code, rows[-1].label) for code, rows in sorted(by_code.items()))

    def note(self, patient: str, code: str, on: str, by: str, status: str) -> Outcome[str]:
        """Note a service of that day.

        A code that the rules do not know is refused: it would change nothing and look as if it did.
        """
        require(self._context, Verb.CARE)
        if not code.strip() or by not in BY or status not in STATUS or not on:
            raise BadInput(
                "service_incomplete",
                "The service lacks its code, its day, who furnished it, or its state.",
                f"Furnished by one of: {', '.join(BY)}; state one of: {', '.join(STATUS)}.",
            )
        if not is_day(on):
            raise BadInput("date_unreadable", "The date of the service is not a date.", "Write it like 2026-10-05.")
        month, entity = Month.of(date.fromisoformat(on)), new_id()
        fact = OtherService(code.strip().upper(), on, by, status)
        with self._context.transaction() as tx:
            who_is(tx, patient)
            self._check_known(month, fact.service_code)
            require_open(self._context, tx, patient, month)
            tx.record(fact, entity=entity, patient=patient)
        return Outcome(entity, Changed.TIME)

    def withdraw(self, service: str, reason: str) -> Outcome[str]:
        """It was noted wrongly: the rules hear of it no more; it stays visible with the reason."""
        require(self._context, Verb.CARE)
        if not reason.strip():
            raise BadInput("service_reason_missing", "The reason is empty.", "Say why it was noted wrongly.")
        with self._context.transaction() as tx:
            found = attested.service(tx.connection, service)
            if found is None:
                raise BadInput("service_unknown", "There is no such service.", "List the services of the month.")
            row, stands = found
            if not stands:
                raise Refusal("service_withdrawn", "This service is withdrawn already.", "There is nothing to do.")
            require_open(self._context, tx, row.patient, Month.of(date.fromisoformat(row.service_on)))
            tx.record(ServiceWithdrawn(service, reason.strip()), entity=new_id(), patient=row.patient)
        return Outcome(row.patient, Changed.TIME)

    def _check_known(self, month: Month, code: str) -> None:
        if code not in self._context.rules.for_month(month).same_month.by_code:
            raise BadInput("service_code_unknown", "The rules do not know this code: it would change nothing.",
                           "Only services that matter to care management are noted here; check the code.")  # fmt: skip

    def _line(
        self, reader: Reader, month: Month, row: ServiceRow, gone: Withdrawal | None, names: dict[str, str]
    ) -> ServiceLine:
        rules = self._context.rules.for_month(month)
        same_month = rules.same_month
        service = Service(row.service_code, date.fromisoformat(row.service_on), row.by_whom, row.status)
        keys = list(same_month.findings((service,), month, policies_of(reader), is_complex=False))
        if is_own_visit(service, rules):
            keys.append("W_SAME_DAY_EM")
        rows = same_month.by_code.get(row.service_code, ())
        return ServiceLine(
            row.id, row.service_code, rows[-1].label if rows else "", row.service_on, row.by_whom, row.status,
            tuple(words(key).text for key in keys), names.get(row.by, row.by), row.at // 1000,
            f"{names.get(gone.by, gone.by)}: {gone.reason}" if gone else "",
        )  # fmt: skip
