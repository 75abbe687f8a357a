"""Decides one patient-month from facts alone: codes, blockers, and a reason for every second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ccm_desktop.domain.billing.codes import Family, RuleSet, Units
from ccm_desktop.domain.billing.evidence import Evidence, Option, choose, is_complex
from ccm_desktop.domain.billing.exclusions import COUNTED, Piece, decide
from ccm_desktop.domain.billing.facts import Facts
from ccm_desktop.domain.billing.requirements import lacking
from ccm_desktop.domain.billing.warnings import warnings
from ccm_desktop.domain.calendar import from_epoch, local_day

__all__ = ["Decision", "Units", "assess", "is_complex"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a month supports, and why."""

    evidence: Evidence
    blockers: tuple[str, ...]
    would_be: Option | None
    """What the time supports by the rules, whether or not something blocks it."""

    @property
    def facts(self) -> Facts:
        return self.evidence.facts

    @property
    def rules(self) -> RuleSet:
        return self.evidence.rules

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return self.evidence.pieces

    @property
    def staff_seconds(self) -> int:
        """Counted in the staff lane."""
        return self.evidence.staff

    @property
    def practitioner_seconds(self) -> int:
        """Counted in the practitioner's lane."""
        return self.evidence.practitioner

    @property
    def counted_seconds(self) -> int:
        return self.evidence.counted

    @property
    def billed(self) -> Option | None:
        """The option that goes on the claim; None when something blocks or the time is too short."""
        return None if self.blockers else self.would_be

    @property
    def family(self) -> Family | None:
        return self.billed.family if self.billed else None

    @property
    def codes(self) -> Units:
        """Empty when something blocks or the time is too short."""
        return self.billed.units if self.billed else ()

    @property
    def elapsed_seconds(self) -> int:
        """Sum of the entries' own lengths inside the month."""
        return sum([end - start for start, end, _, _ in self.pieces])

    @property
    def exclusions(self) -> tuple[str, ...]:
        """Keys of the reasons that took time away."""
        return tuple(sorted({reason for _, _, _, reason in self.pieces} - COUNTED))

    @property
    def warnings(self) -> tuple[str, ...]:
        """Keys of what a person should look at; given with blockers too."""
        return tuple(dict.fromkeys(warnings(self.evidence, self.would_be)))

    @property
    def fee(self) -> Decimal:
        return self.billed.fee if self.billed else Decimal("0.00")

    @property
    def fee_schedule(self) -> str:
        """The fee table that was used."""
        return self.rules.schedule(self.facts.practice.fee_schedule)

    @property
    def aim(self) -> Family:
        """The family on whose thresholds the month stands or which it is making for."""
        return self.would_be.family if self.would_be else self._aimed_at()

    @property
    def next(self) -> tuple[str, int, int] | None:
        """Next code, its threshold and the seconds still short of it; None past the last."""
        family = self.aim
        seconds = self.evidence.seconds_for(family)
        step = family.next_step(seconds)
        return None if step is None else (step[1], step[0], step[0] - seconds)

    @property
    def alternatives(self) -> tuple[tuple[str, Units, Decimal], ...]:
        """Other families that the same time would support; a person decides, the program never switches.

        None after an own claim: that is changed by replacing the claim.
        """
        if self.billed is None or self.evidence.claimed():
            return ()
        return tuple(
            (key, option.units, option.fee)
            for key, option in self.evidence.options.items()
            if option.units and key != self.billed.family.key and not blocked_by_neighbours(self.evidence, option)
        )

    @property
    def service_date(self) -> date | None:
        """The day the minimum was met for a base code alone; else the month's end, never after death."""
        if self.billed is None:
            return None
        zone = self.facts.practice.zone
        earliest = self.facts.practice.policies.service_date == "earliest"
        if earliest and len(self.billed.units) == 1 and self.billed.family.key != "complex":
            return self._met_on(self.billed.family)
        last = self.facts.month.last_day
        if self.facts.died_at is not None:
            last = min(last, local_day(from_epoch(self.facts.died_at), zone))
        return last

    @property
    def place_of_service(self) -> str:
        """Where the billing practitioner would ordinarily see the patient (rules.md 5.5)."""
        places = self.rules.place_of_service
        return places.get(self.facts.practice.setting, places["office"])

    def _aimed_at(self) -> Family:
        staff, own = self.evidence.options["staff"].family, self.evidence.options["practitioner"].family
        enough = staff.base_seconds if self.evidence.seconds_for(staff) else 1
        return own if self.staff_seconds == 0 and self.practitioner_seconds >= enough else staff

    def _met_on(self, family: Family) -> date:
        missing = family.base_seconds
        lanes = ("PRACTITIONER_CCM",) if family.lane == "practitioner" else ("CLINICAL_STAFF_CCM", "PRACTITIONER_CCM")
        if family.lane == "all" and self.facts.practice.policies.practitioner_as_staff != "yes":
            lanes = ("CLINICAL_STAFF_CCM",)
        for piece in self.pieces:
            if piece.reason in lanes:
                missing -= piece.seconds
                if missing <= 0:
                    return local_day(from_epoch(piece.end + missing - 1), self.facts.practice.zone)
        return self.facts.month.last_day


def assess(facts: Facts, rules: RuleSet) -> Decision:
    """The decision on one patient-month; raises Refusal for a month outside the rule tables."""
    rules.require(facts.month)
    evidence = Evidence.of(facts, rules, decide(facts, rules))
    option = choose(evidence)
    blockers = (*lacking(evidence), *blocked_by_neighbours(evidence, option))
    return Decision(evidence, blockers or _blocked_by_time(evidence, option), option)


def blocked_by_neighbours(evidence: Evidence, option: Option | None) -> tuple[str, ...]:
    """Other services of the month that forbid this option."""
    return tuple(key for key in evidence.neighbours(option) if key.startswith("B_"))


def _blocked_by_time(evidence: Evidence, option: Option | None) -> tuple[str, ...]:
    if option is None:
        supported = evidence.claimed() and any(o.units for o in evidence.options.values())
        return ("B_FAMILY_ALREADY_BILLED" if supported else "B_TIME_UNDER_20",)
    if evidence.facts.family_choice == "none" and not evidence.claimed():
        return ("B_NOT_BILLED_BY_CHOICE",)
    return ()
