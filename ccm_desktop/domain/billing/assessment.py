"""Decides one patient-month from facts alone: codes, blockers, and a reason for every second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ccm_desktop.domain.billing.codes import Family, RuleSet
from ccm_desktop.domain.billing.exclusions import PRACTITIONER, STAFF, Piece, decide
from ccm_desktop.domain.billing.facts import Facts
from ccm_desktop.domain.calendar import from_epoch, local_day

Units = tuple[tuple[str, int], ...]
_YEAR = timedelta(days=365)
_FACILITY = {"office": "11", "rhc": "72", "fqhc": "50", "hospital_outpatient": "22", "off_campus": "19"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a month supports, and why."""

    facts: Facts
    rules: RuleSet
    pieces: tuple[Piece, ...]
    blockers: tuple[str, ...]
    family: Family | None
    codes: Units
    """Empty when something blocks or the time is too short."""
    staff_seconds: int
    """Counted in the staff lane."""
    practitioner_seconds: int
    """Counted in the practitioner's lane."""

    @property
    def counted_seconds(self) -> int:
        return self.staff_seconds + self.practitioner_seconds

    @property
    def elapsed_seconds(self) -> int:
        """Sum of the entries' own lengths inside the month."""
        opening, closing = self.facts.month.bounds(self.facts.practice.zone)
        return sum(p.seconds for p in self.pieces if opening <= p.start < closing)

    @property
    def exclusions(self) -> tuple[str, ...]:
        """Keys of the reasons that took time away."""
        return tuple(sorted({p.reason for p in self.pieces if not p.counted}))

    @property
    def warnings(self) -> tuple[str, ...]:
        opening, closing = self.facts.month.bounds(self.facts.practice.zone)
        cut = any(e.start < edge < e.end for e in self.facts.entries for edge in (opening, closing))
        return ("W_MONTH_SPLIT",) if cut else ()

    @property
    def fee(self) -> Decimal:
        return self.rules.fee(self.codes, self.facts.practice.fee_schedule)

    @property
    def next(self) -> tuple[str, int, int] | None:
        """Next code, its threshold and the seconds still short of it; None past the last."""
        family = self.family or self._aimed_at()
        seconds = self.practitioner_seconds if family.lane == "practitioner" else self.counted_seconds
        step = family.next_step(seconds)
        return None if step is None else (step[1], step[0], step[0] - seconds)

    @property
    def alternatives(self) -> tuple[tuple[str, Units, Decimal], ...]:
        """Other families that the same time would support; a person decides, the program never switches."""
        if not self.codes:
            return ()
        schedule = self.facts.practice.fee_schedule
        options = _options(self.facts, self.rules, self.staff_seconds, self.practitioner_seconds)
        return tuple(
            (family.key, units, self.rules.fee(units, schedule))
            for family, units in options
            if units and self.family and family.key != self.family.key
        )

    @property
    def service_date(self) -> date | None:
        """The day the minimum was met for a base code alone; else the month's end, never after death."""
        if not self.codes or self.family is None:
            return None
        zone = self.facts.practice.zone
        last = self.facts.month.last_day
        if self.facts.died_at is not None:
            last = min(last, local_day(from_epoch(self.facts.died_at), zone))
        return last if len(self.codes) > 1 or self.family.key == "complex" else self._met_on(self.family)

    @property
    def place_of_service(self) -> str:
        return _FACILITY.get(self.facts.practice.setting, "11")

    def _aimed_at(self) -> Family:
        practitioner_only = self.staff_seconds == 0 and self.practitioner_seconds > 0
        return self.rules.practitioner if practitioner_only and self.practitioner_seconds >= 1200 else self.rules.staff

    def _met_on(self, family: Family) -> date:
        missing = family.base_seconds
        for piece in self.pieces:
            if piece.counted and (family.lane == "all" or piece.reason == "PRACTITIONER_CCM"):
                missing -= piece.seconds
                if missing <= 0:
                    return local_day(from_epoch(piece.end + missing - 1), self.facts.practice.zone)
        return self.facts.month.last_day


def assess(facts: Facts, rules: RuleSet) -> Decision:
    """The decision on one patient-month; raises Refusal for a month outside the rule tables."""
    rules.require(facts.month)
    pieces = decide(facts, rules)
    staff = sum(p.end - p.start for p in pieces if p.reason == STAFF)
    practitioner = sum(p.end - p.start for p in pieces if p.reason == PRACTITIONER)
    blockers = _blockers(facts, rules, pieces, staff + practitioner)
    if blockers:
        return Decision(facts, rules, pieces, blockers, None, (), staff, practitioner)
    family, units = choose(facts, rules, staff, practitioner)
    if not units:
        claimed = _claimed_family(facts, rules)
        blocked = "B_FAMILY_ALREADY_BILLED" if claimed and _any_units(facts, rules, staff, practitioner) else (
            "B_TIME_UNDER_20")  # fmt: skip
        return Decision(facts, rules, pieces, (blocked,), None, (), staff, practitioner)
    return Decision(facts, rules, pieces, (), family, units, staff, practitioner)


def choose(facts: Facts, rules: RuleSet, staff: int, practitioner: int) -> tuple[Family | None, Units]:
    """The family billed (rules.md 5.6): an own earlier claim binds, attested complexity comes first,
    practitioner-only time goes by 99491, and in a mixed month the family that pays more (tie: staff).
    """
    options = {family.key: (family, units) for family, units in _options(facts, rules, staff, practitioner)}
    claimed = _claimed_family(facts, rules)
    if claimed is not None:
        return options.get(claimed.key, (claimed, ()))
    if "complex" in options and options["complex"][1]:
        return options["complex"]
    if staff == 0 and options["practitioner"][1]:
        return options["practitioner"]
    schedule = facts.practice.fee_schedule
    by_staff, by_practitioner = options["staff"], options["practitioner"]
    if rules.fee(by_practitioner[1], schedule) > rules.fee(by_staff[1], schedule):
        return by_practitioner
    return by_staff if by_staff[1] else (None, ())


def _options(facts: Facts, rules: RuleSet, staff: int, practitioner: int) -> list[tuple[Family, Units]]:
    together = staff + practitioner
    options = [
        (rules.staff, rules.staff.units(together)),
        (rules.practitioner, rules.practitioner.units(practitioner)),
    ]
    if is_complex(facts):
        options.append((rules.complex, rules.complex.units(together)))
    return options


def is_complex(facts: Facts) -> bool:
    """Moderate or high decision-making, by the billing practitioner in person; never inferred."""
    mdm = facts.complex_mdm
    return (
        mdm is not None
        and mdm.level in ("moderate", "high")
        and mdm.role == "practitioner"
        and mdm.by == facts.billing_practitioner
    )


def _any_units(facts: Facts, rules: RuleSet, staff: int, practitioner: int) -> bool:
    return any(units for _, units in _options(facts, rules, staff, practitioner))


def _claimed_family(facts: Facts, rules: RuleSet) -> Family | None:
    claimed = (rules.family_of(s.code) for s in facts.other_services if s.status == "claimed_by_us")
    return next((family for family in claimed if family is not None), None)


def _blockers(facts: Facts, rules: RuleSet, pieces: tuple[Piece, ...], counted: int) -> tuple[str, ...]:
    found = [*_consent_blockers(facts, pieces, counted)]
    families = {c.family or c.icd10 for c in facts.conditions if c.expected_12_months}
    if len(families) < 2 or not facts.significant_risk:
        found.append("B_CONDITIONS_UNDER_2")
    if facts.care_plan.status != "current":
        found.append("B_CARE_PLAN_MISSING")
    elif not facts.care_plan.electronic:
        found.append("B_CARE_PLAN_NOT_ELECTRONIC")
    elif facts.care_plan.copy_given_at is None:
        found.append("B_CARE_PLAN_COPY_NOT_GIVEN")
    if not _initiating_visit_done(facts, rules):
        found.append("B_INIT_VISIT_MISSING")
    if any(s.by == "other_practice" and s.status == "billed" and rules.family_of(s.code)
           for s in facts.other_services):  # fmt: skip
        found.append("B_DUP_CCM_OTHER_PRACTITIONER")
    return tuple(found)


def _consent_blockers(facts: Facts, pieces: tuple[Piece, ...], counted: int) -> tuple[str, ...]:
    consent = facts.consent
    if consent.status != "given" or consent.at is None or not consent.documented or consent.program != "CCM":
        return ("B_CONSENT_MISSING",)
    if consent.practitioner != facts.billing_practitioner:
        return ("B_CONSENT_NEW_PRACTITIONER",)
    if consent.revoked_at is not None and consent.revoked_at <= facts.month.bounds(facts.practice.zone)[0]:
        return ("B_CONSENT_REVOKED",)
    if counted == 0 and any(p.reason == "X_PRECONSENT" for p in pieces):
        return ("B_CONSENT_AFTER_SERVICE",)
    return ()


def _initiating_visit_done(facts: Facts, rules: RuleSet) -> bool:
    """Needed only at the start: new patients, or not seen for a year before CCM began (rules.md 2)."""
    enrolment = facts.enrolment
    seen, started = enrolment.last_seen_on, enrolment.started_on
    recently = seen is not None and started is not None and started - seen <= _YEAR
    if recently and not enrolment.new_patient:
        return True
    return (
        enrolment.visit_code in rules.initiating_visit_codes
        and enrolment.visit_by == facts.billing_practitioner
        and enrolment.visit_face_to_face
        and enrolment.visit_ccm_discussed
    )
