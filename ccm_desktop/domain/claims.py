"""Claims: how one is numbered, where it stands, what counts as success, and what a denial says of the chart."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.programme import percent

STATUSES: dict[str, str] = {
    "submitted": "Sent",
    "paid": "Paid",
    "partially_paid": "Partly paid",
    "denied": "Denied",
}
OUT = frozenset({"submitted", "paid", "partially_paid"})
"""A claim in these states binds the month to its family of codes; a denied one may be sent anew."""

ROUTINE = frozenset({"45", "253"})
"""Adjustments of every paid claim (fee schedule, sequestration): they are no denial."""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_NUMBER = re.compile(rf"C\d{{4}}[{_LETTERS}]{{9}}")
_MBI = re.compile(
    "[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}"
)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One code of a month, as far as success is concerned."""

    key: str
    month: str
    code: str
    status: str
    """One of `STATUSES`; empty before anything is known of it."""
    reason: str = ""
    """CARC of a denial or partial payment."""


@dataclass(frozen=True, slots=True)
class Success:
    """Claim lines of one group and how they ended."""

    group: str
    lines: tuple[str, ...]
    paid: int
    partially_paid: int
    denied: int
    unanswered: int
    """Submitted without an answer: outside the rate, and always shown beside it."""

    @property
    def answered(self) -> int:
        return self.paid + self.partially_paid + self.denied

    @property
    def percent(self) -> int | None:
        """Paid in full or in part, of those answered; whole percent, cut."""
        return percent(self.paid + self.partially_paid, self.answered)


def claim_number(patient: str, month: Month) -> str:
    """Fourteen characters for box 26 and CLM01: the same for ever, and without a patient's data."""
    digest = int.from_bytes(hashlib.sha256(f"claim\0{patient}\0{month}".encode()).digest()[:6])
    tail = "".join(_LETTERS[digest >> shift & 31] for shift in range(40, -1, -5))
    return f"C{month.year % 100:02d}{month.number:02d}{tail}"


def is_claim_number(text: str) -> bool:
    """Whether it is shaped like a number of ours; those of other services are not."""
    return _NUMBER.fullmatch(text) is not None


def month_of(number: str) -> Month | None:
    """The month that a claim number names; None when it names none."""
    if not is_claim_number(number) or not 1 <= int(number[3:5]) <= 12:
        return None
    return Month(2000 + int(number[1:3]), int(number[3:5]))


def is_sent_twice(statuses: Iterable[str]) -> bool:
    """Whether a line was sent while it was out already; `statuses` oldest first. A denied one may be sent anew."""
    out = False
    for status in statuses:
        if out and status == "submitted":
            return True
        out = status in OUT
    return False


def is_npi(text: str) -> bool:
    """Ten digits that begin with 1 or 2 and pass the check of "80840" + NPI (45 CFR 162.406)."""
    if re.fullmatch("[12][0-9]{9}", text) is None:
        return False
    total = 24  # what the prefix 80840 adds
    for place, letter in enumerate(reversed(text)):
        digit = int(letter) * (2 if place % 2 else 1)
        total += digit // 10 + digit % 10
    return total % 10 == 0


def is_mbi(text: str) -> bool:
    """A Medicare beneficiary identifier, hyphens or not."""
    return _MBI.fullmatch(text.replace("-", "").upper()) is not None


def success(lines: Iterable[ClaimLine], by: str) -> tuple[Success, ...]:
    """Claim lines of which something is known, by `month`, `code` or `reason`."""
    groups: dict[str, list[ClaimLine]] = {}
    for line in lines:
        group = str(getattr(line, by))
        if line.status and group:
            groups.setdefault(group, []).append(line)
    return tuple(_success(group, groups[group]) for group in sorted(groups))


def overall(lines: Iterable[ClaimLine]) -> Success:
    """The same over all of them."""
    return _success("", [line for line in lines if line.status])


def _success(group: str, lines: list[ClaimLine]) -> Success:
    count = {status: sum(1 for line in lines if line.status == status) for status in STATUSES}
    return Success(
        group, tuple(line.key for line in lines), count["paid"], count["partially_paid"], count["denied"],
        count["submitted"],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """What a payer's reason means and which check of the chart guards against it."""

    carc: str
    words: str
    check: str


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the chart: the keys of a decision that say it failed."""

    key: str
    words: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class DenialReasons:
    """The table of reasons."""

    reasons: Mapping[str, Reason]
    checks: Mapping[str, Check]

    def words(self, carc: str) -> str:
        """A reason in our words; an unknown one says so."""
        found = self.reasons.get(carc)
        return found.words if found else "Reason not in our table"

    def check_of(self, carc: str) -> Check | None:
        """The check that guards against it; None when no check of the chart does."""
        found = self.reasons.get(carc)
        return self.checks.get(found.check) if found else None


@dataclass(frozen=True, slots=True)
class Checked:
    """How one check went in a month: so many of so many patients failed it."""

    failed: int
    of: int


@dataclass(frozen=True, slots=True)
class CheckTrend:
    """Whether the check behind denials has improved since the first of them."""

    check: str
    words: str
    denials: int
    since: str
    """Month of service of the first denial in view."""
    now: str
    """The newest month that is over; a running month would look worse or better than it is."""
    then_checked: Checked
    now_checked: Checked

    @property
    def verdict(self) -> str:
        """improved | worse | unchanged | unknown, by the whole percent of patients that fail it."""
        before = percent(self.then_checked.failed, self.then_checked.of)
        after = percent(self.now_checked.failed, self.now_checked.of)
        if self.since >= self.now or before is None or after is None:
            return "unknown"
        if before == after:
            return "unchanged"
        return "improved" if after < before else "worse"


def check_trends(
    lines: Iterable[ClaimLine], table: DenialReasons, checked: Mapping[str, Mapping[str, Checked]], now: str
) -> tuple[CheckTrend, ...]:
    """For each check that denials point to: how it went in the month of the first of them, and in `now`.

    `checked` is by month (`2026-10`), then by check; most denials first.
    """
    pointed: dict[str, list[str]] = {}
    for line in lines:
        found = table.check_of(line.reason) if line.status in ("denied", "partially_paid") else None
        if found is not None:
            pointed.setdefault(found.key, []).append(line.month)
    nothing = Checked(0, 0)
    return tuple(
        CheckTrend(
            key, table.checks[key].words, len(months), min(months), now,
            checked.get(min(months), {}).get(key, nothing), checked.get(now, {}).get(key, nothing),
        )
        for key, months in sorted(pointed.items(), key=lambda item: (-len(item[1]), item[0]))
    )  # fmt: skip
