"""Other services of the same month: which exclude care management, and which only ask for separate minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ccm_desktop.domain.billing.facts import Service
from ccm_desktop.domain.billing.policies import Policies
from ccm_desktop.domain.calendar import Month


@dataclass(frozen=True, slots=True)
class Effect:
    """What a service in the month means: a blocker (`B_…`) or a warning (`W_…`)."""

    key: str
    also: str = ""
    """A warning that goes with it."""
    policy: str = ""
    """The practice's policy that decides; `block` in place of `key` where it says block."""
    block: str = ""

    def keys(self, policies: Policies) -> Iterator[str]:
        """The keys by these policies."""
        yield self.block if self.policy and getattr(policies, self.policy) == "block" else self.key
        if self.also:
            yield self.also


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row of the same-month matrix (rules.md 1.5)."""

    key: str
    label: str
    codes: tuple[str, ...]
    mark: str
    """X | XP | T | A | - : see `SameMonth.marks`."""
    cite: str
    mark_complex: str = ""
    """The mark beside complex codes, where it is another."""
    own: Effect | None = None
    """By the billing practitioner."""
    practice: Effect | None = None
    """By somebody else of the practice; the same as `own` unless the table says otherwise."""
    elsewhere: Effect | None = None
    """By another practice."""
    own_complex: Effect | None = None
    """By the billing practitioner or practice, when the month is billed as complex."""
    begins: date = date.min
    ends: date = date.max
    any_month: bool = False
    """Whether a service of another month matters too."""

    def effect(self, service: Service, is_complex: bool) -> Effect | None:
        """What this service means for a month billed as complex, or not."""
        if service.by == "other_practice":
            return self.elsewhere
        if is_complex and self.own_complex is not None:
            return self.own_complex
        return self.own if service.by == "same_practitioner" else self.practice

    def matters(self, service: Service, month: Month) -> bool:
        """Whether the row is in force on the day of the service, and the day in the month."""
        in_force = self.begins <= service.on <= self.ends
        return in_force and (self.any_month or Month.of(service.on) == month)

    @property
    def effects(self) -> tuple[Effect, ...]:
        found = (self.own, self.practice, self.elsewhere, self.own_complex)
        return tuple(effect for effect in found if effect is not None)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two services that are alternatives of each other, or of which one needs the other."""

    key: str
    one: frozenset[str]
    other: frozenset[str]
    cite: str
    policy: str = ""
    """Nothing is said where it says allow."""
    is_need: bool = False
    """The first needs one of the others; else the two exclude each other."""

    def speaks(self, codes: frozenset[str], policies: Policies) -> bool:
        """Whether these codes of a month break it."""
        if not self.one & codes or (self.policy and getattr(policies, self.policy) == "allow"):
            return False
        return bool(self.other & codes) != self.is_need


@dataclass(frozen=True, slots=True)
class SameMonth:
    """The matrix as a table."""

    version: str
    source: str
    marks: Mapping[str, str]
    rows: tuple[Neighbour, ...]
    pairs: tuple[Pair, ...]
    by_code: Mapping[str, tuple[Neighbour, ...]]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> SameMonth:
        """Read the content of `resources/rules/same_month.json`."""
        rows = tuple(_row(row) for row in data["rows"])
        pairs = [
            Pair(p["key"], frozenset(p["one"]), frozenset(p["other"]), p["cite"], p.get("policy", ""))
            for p in data["pairs"]
        ]
        pairs += [
            Pair(n["key"], frozenset(n["codes"]), frozenset(n["one_of"]), n["cite"], is_need=True)
            for n in data["needs"]
        ]
        by_code: dict[str, tuple[Neighbour, ...]] = defaultdict(tuple)
        for row in rows:
            for code in row.codes:
                by_code[code] += (row,)
        return cls(data["version"], data["source"], data["marks"], rows, tuple(pairs), dict(by_code))

    def in_force(self, first: date, last: date) -> tuple[Neighbour, ...]:
        """The rows that hold on any day of that span."""
        return tuple(row for row in self.rows if row.begins <= last and first <= row.ends)

    def findings(
        self, services: Iterable[Service], month: Month, policies: Policies, *, is_complex: bool
    ) -> tuple[str, ...]:
        """Blockers and warnings that the other services give rise to, each once, in order of the services."""
        found: dict[str, None] = {}
        for service in services:
            for row in self.by_code.get(service.code, ()):
                effect = row.effect(service, is_complex) if row.matters(service, month) else None
                if effect is None or (row.key == "ccm" and service.status == "claimed_by_us"):
                    continue
                keys = tuple(effect.keys(policies))
                if service.status == "planned" and service.by == "other_practice" and keys[0].startswith("B_"):
                    # Nobody knows that it will be billed; our own plan, though, we can change.
                    keys = ("W_PLANNED_ELSEWHERE",)
                found.update(dict.fromkeys(keys))
        return (*found, *self._paired(services, month, policies))

    def _paired(self, services: Iterable[Service], month: Month, policies: Policies) -> Iterator[str]:
        ours = [s for s in services if s.by != "other_practice"]
        codes = frozenset(s.code for s in ours if Month.of(s.on) == month)
        said = {pair.key: None for pair in self.pairs if pair.speaks(codes, policies)} if codes else {}
        yield from said
        if sum(s.code == "G0506" and s.by == "same_practitioner" for s in ours) > 1:
            yield "W_G0506_REPEATED"

    @property
    def keys(self) -> frozenset[str]:
        """Every key that the table can give."""
        effects = [effect for row in self.rows for effect in row.effects]
        return frozenset(
            key for e in effects for key in (e.key, e.also, e.block) if key
        ) | {pair.key for pair in self.pairs} | {"W_PLANNED_ELSEWHERE", "W_G0506_REPEATED"}  # fmt: skip


def _row(data: Mapping[str, Any]) -> Neighbour:
    effects = {name: Effect(**data[name]) for name in ("own", "practice", "elsewhere", "own_complex") if name in data}
    return Neighbour(
        data["key"], data["label"], tuple(data["codes"]), data["mark"], data["cite"],
        data.get("mark_complex", ""),
        effects.get("own"), effects.get("practice", effects.get("own")), effects.get("elsewhere"),
        effects.get("own_complex"),
        date.fromisoformat(data.get("from", "0001-01-01")), date.fromisoformat(data.get("to", "9999-12-31")),
        data.get("any_month", False),
    )  # fmt: skip
