"""How the practice keeps trying to reach a patient: what its policy says next, and when patients answer.

The sources ask for no number of attempts; the practice settles it (product A-51, A-52). “Busy, call later”
is an answer, not an attempt. Attempts are counted since somebody was last spoken to, within the month.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ccm_desktop.domain.activities import ATTEMPTS, REACHED
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.workdays import workdays_after

CHANNELS = {"phone": "Phone", "message": "Message", "visit": "Visit", "letter": "Letter"}
ANSWERED = REACHED | {"busy"}
"""Somebody was spoken to."""
MOST_ATTEMPTS, LONGEST_INTERVAL = 9, 20
CALLS_NEEDED, WINDOW_NEEDED = 6, 3
"""Calls in all, and calls in one window, before anything is said about hours: fewer would be chance."""


@dataclass(frozen=True, slots=True)
class OutreachRules:
    """What the practice settled."""

    attempts: int = 3
    """In one month, before the patient counts as unable to reach."""
    interval: int = 2
    """Workdays from one attempt to the next."""
    channels: tuple[str, ...] = ("phone", "phone", "message")
    """Attempt by attempt; the last one holds for all further ones."""
    letter: bool = True
    """Whether unable to reach makes a task to send a letter."""
    in_person: bool = True
    """Whether unable to reach makes a task to speak to the patient at the next visit."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A contact as these rules see it: the practice's day, and what came of it."""

    on: date
    channel: str
    outcome: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the policy says."""

    key: str
    """none: nothing failed since somebody was spoken to | attempt: try again | unreachable: stop trying"""
    failed: int
    """Attempts in this series."""
    allowed: int
    channel: str
    """For the next attempt; empty where there is none."""
    due: date | None
    letter: bool = False
    """A letter is due: none went out in this month."""
    in_person: bool = False
    number_wrong: bool = False
    """The last attempt found a wrong number: another must be found first."""

    @property
    def words(self) -> str:
        """One sentence, without anybody's name."""
        return _words(self)


def check(rules: OutreachRules) -> None:
    """Refuse a policy that cannot be followed."""
    if not 1 <= rules.attempts <= MOST_ATTEMPTS:
        raise BadInput("attempts_out_of_range", "The number of attempts cannot be kept.",
                       f"Use 1 to {MOST_ATTEMPTS} in a month.")  # fmt: skip
    if not 0 <= rules.interval <= LONGEST_INTERVAL:
        raise BadInput("interval_out_of_range", "The time between attempts cannot be kept.",
                       f"Use 0 to {LONGEST_INTERVAL} workdays.")  # fmt: skip
    if not rules.channels or not set(rules.channels) <= CHANNELS.keys():
        raise BadInput("channel_unknown", "The order of channels names one that is not known.",
                       f"Use one or more of: {', '.join(CHANNELS)}.")  # fmt: skip


def next_step(
    rules: OutreachRules, month: Sequence[Tried], today: date, without: Collection[str] = ()
) -> NextStep:  # fmt: skip
    """What comes next after the contacts of this month, oldest first; `without` are channels the patient forbids."""
    series = _since_answered(month)
    failed, last = len(series), series[-1] if series else None
    channel = _channel(rules, failed, without)
    if last is None:
        return NextStep("none", 0, rules.attempts, channel, None)
    wrong = last.outcome == "wrong_number"
    if failed >= rules.attempts:
        sent = any(one.channel == "letter" for one in month)
        return NextStep("unreachable", failed, rules.attempts, "", None, rules.letter and not sent,
                        rules.in_person, wrong)  # fmt: skip
    due = max(workdays_after(last.on, rules.interval), workdays_after(today, 0))
    return NextStep("attempt", failed, rules.attempts, channel, due, number_wrong=wrong)


def failed_since_answered(outcomes: Iterable[str]) -> int:
    """Attempts after the last answer, of outcomes oldest first."""
    count = 0
    for outcome in outcomes:
        count = 0 if outcome in ANSWERED else count + (outcome in ATTEMPTS)
    return count


def _since_answered(month: Sequence[Tried]) -> list[Tried]:
    series: list[Tried] = []
    for one in month:
        if one.outcome in ANSWERED:
            series.clear()
        elif one.outcome in ATTEMPTS:
            series.append(one)
    return series


def _channel(rules: OutreachRules, failed: int, without: Collection[str]) -> str:
    wanted = rules.channels[min(failed, len(rules.channels) - 1)]
    if wanted not in without:
        return wanted
    return next((one for one in rules.channels if one not in without), "phone")


def _words(step: NextStep) -> str:
    if step.key == "none":
        return ""
    attempts = "1 attempt" if step.failed == 1 else f"{step.failed} attempts"
    number = " The number was wrong: find another first." if step.number_wrong else ""
    if step.due is not None:
        return (
            f"Attempt {step.failed + 1} of {step.allowed}: {CHANNELS[step.channel].lower()}, due "
            f"{step.due:%a %b} {step.due.day}.{number}"
        )
    ways = [words for words, wanted in (("send a letter", step.letter), ("speak at the next visit", step.in_person))
            if wanted]  # fmt: skip
    then = f" Next: {' and '.join(ways)}." if ways else ""
    return f"Unable to reach after {attempts}.{then}{number}"


_WINDOWS = ((0, 9, "before 9 AM"), (9, 11, "between 9 and 11 AM"), (11, 13, "between 11 AM and 1 PM"),
            (13, 15, "between 1 and 3 PM"), (15, 24, "after 3 PM"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Window:
    """Calls in one part of the day."""

    title: str
    reached: int
    tried: int
    begins: int
    """First hour of it."""


@dataclass(frozen=True, slots=True)
class BestHours:
    """When a patient answers the telephone, as far as the past can tell."""

    best: Window
    worst: Window | None

    @property
    def words(self) -> str:
        """`Reached 5 of 6 times between 9 and 11 AM; 0 of 4 after 3 PM.`"""
        poor = f"; {self.worst.reached} of {self.worst.tried} {self.worst.title}" if self.worst else ""
        return f"Reached {self.best.reached} of {self.best.tried} times {self.best.title}{poor}."


def best_hours(calls: Iterable[tuple[datetime, str]]) -> BestHours | None:
    """From the telephone calls so far, in the practice's time; None when they are too few or tell nothing.

    At least `CALLS_NEEDED` calls, and `WINDOW_NEEDED` in a window that is named. A best window is one in
    which at least every second call was answered; a worst one, at most every third, and fewer than in the best.
    """
    windows = _count([(at, outcome) for at, outcome in calls if outcome in ANSWERED | ATTEMPTS])
    if sum(window.tried for window in windows) < CALLS_NEEDED:
        return None
    known = [window for window in windows if window.tried >= WINDOW_NEEDED]
    good = [window for window in known if 2 * window.reached >= window.tried]
    if not good:
        return None
    best = max(good, key=lambda w: (w.reached / w.tried, w.tried))
    poor = [w for w in known if 3 * w.reached <= w.tried and w is not best]
    return BestHours(best, min(poor, key=lambda w: (w.reached / w.tried, -w.tried), default=None))


def _count(calls: Sequence[tuple[datetime, str]]) -> list[Window]:
    return [
        Window(title, sum(outcome in ANSWERED for outcome in inside), len(inside), begins)
        for begins, ends, title in _WINDOWS
        if (inside := [outcome for at, outcome in calls if begins <= at.hour < ends])
    ]
