"""What a running timer has earned: ticks are credited, everything else leaves a gap.

Whole seconds are laid end to end from the start of the session, so that a switch neither loses nor
doubles one; fractions are carried, never rounded up.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ccm_desktop.domain.activities import CALLS
from ccm_desktop.domain.timer import gaps as policy
from ccm_desktop.domain.timer.clocks import STEP_SECONDS, Sample, classify
from ccm_desktop.domain.timer.gaps import Gap, judge
from ccm_desktop.domain.timer.segments import Segment, joined

UNSURE_STEP_SECONDS = 60
"""A clock set by more than this leaves a mark on the entry (ux.md 5.5)."""


@dataclass(slots=True)
class Stretch:
    """Uninterrupted crediting."""

    start: int
    earned: float = 0.0

    @property
    def end(self) -> int:
        return self.start + int(self.earned)


@dataclass(slots=True)
class OpenGap:
    """A gap that has begun and not ended."""

    kind: str
    start: int
    elapsed: float


@dataclass(frozen=True, slots=True)
class Cut:
    """Everything earned up to one moment, ready to be recorded."""

    segments: tuple[Segment, ...]
    gaps: tuple[Gap, ...]
    end: int
    """Where what follows begins."""
    unsure: bool
    stretch: Stretch


@dataclass(slots=True)
class Reckoning:
    """The account of one session since it was recorded last."""

    activity: str
    stretch: Stretch
    last: Sample
    away_after: float = policy.AWAY_SECONDS
    segments: list[Segment] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    open: OpenGap | None = None
    unsure: bool = False
    clock_step: float = 0.0
    """By how much the clock was set while this ran; 0 for less than a minute."""
    _locked_from: int | None = None
    """On a call the lock of the screen is only noted."""
    _watched: bool = False
    """Whether anybody tells of input at all; without that nobody is away."""
    _input_at: float = 0.0
    _answered_at: float = 0.0

    @classmethod
    def begin(cls, activity: str, start: int, head_start: float, now: Sample) -> Reckoning:
        """Credit from now on; `head_start` seconds were worked before."""
        new = cls(activity, Stretch(start, head_start), now)
        new._input_at = new._answered_at = now.boot
        return new

    @property
    def on_call(self) -> bool:
        return self.activity in CALLS

    @property
    def earned(self) -> int:
        """Whole seconds credited; what an open gap holds is not among them."""
        return sum(end - start for start, end, _ in self.segments) + int(self.stretch.earned)

    def tick(self, now: Sample) -> None:
        """Credit what ran since the last sample, or note why not."""
        passed = classify(self.last, now)
        self.last = now
        if abs(passed.step) > UNSURE_STEP_SECONDS:
            self.unsure, self.clock_step = True, self.clock_step + passed.step
        if self.open is not None:
            self.open.elapsed += passed.seconds
            if passed.kind in ("suspend", "reboot"):
                self.open.kind = "suspend"  # a short lock may be ignored, sleep within it never
        elif passed.kind == "tick":
            self.stretch.earned += passed.seconds
            if passed.step > 0:
                self._move_to(int(now.wall))
        else:
            self._silence(passed.kind, passed.seconds)
        self._look_for_absence()

    def input(self, now: Sample) -> None:
        """Somebody typed or clicked: whoever does that is there. From now on silence means something."""
        self._watched = True
        if self.open is None and self._locked_from is None:
            self._input_at = now.boot
        else:
            self.come_back(now)

    def answer(self, now: Sample) -> None:
        """Somebody said to be still at it."""
        self.come_back(now)
        self._answered_at = now.boot

    def lock(self, now: Sample) -> None:
        """The screen was locked; on a call that is only noted."""
        self.tick(now)
        if self.on_call:
            self._locked_from = self.stretch.end if self._locked_from is None else self._locked_from
        elif self.open is None:
            self._begin_open("lock", 0.0)

    def question(self) -> str:
        """still_on_call | still_on_this | empty"""
        return "" if self.open is not None else self._check().question

    def cut(self, now: Sample) -> Cut:
        """What there is to record at this moment; when it cannot be recorded, time simply goes on.

        Whoever gives the command for it is there, so that an open gap ends here.
        """
        self.answer(now)
        segments = joined([*self.segments, (self.stretch.start, self.stretch.end, self.activity)])
        return Cut(segments, tuple(self.gaps), self.stretch.end, self.unsure, self.stretch)

    def carry_on(self, cut: Cut, activity: str, *, fresh: bool = False) -> None:
        """The cut is safe in the file: go on after it, with whatever was earned while it was written.

        `fresh`: on another session. What belongs to the cut is told by time: a gap that began while it was
        written may have been joined to one that the cut holds.
        """
        if self.stretch is cut.stretch:
            self.stretch = Stretch(cut.end, self.stretch.earned - (cut.end - cut.stretch.start))
        self.segments = [(max(start, cut.end), end, activity) for start, end, _ in self.segments if end > cut.end]
        self.gaps = [
            policy.gap(one.kind, max(one.start, cut.end), one.end, activity, one.decision)
            for one in self.gaps
            if one.end > cut.end
        ]
        if fresh or activity != self.activity:
            self._answered_at = self.last.boot
        self.activity, self.unsure = activity, False

    def come_back(self, now: Sample) -> None:
        """Whatever absence was open ends here."""
        self.tick(now)
        self._end_lock()
        self._end_open()
        self._input_at = now.boot

    def _silence(self, kind: str, seconds: float) -> None:
        """Nothing ran for a while."""
        decision = judge(kind, seconds, on_call=self.on_call)
        if decision == "pending":
            relock = self._locked_from is not None
            self._end_lock()
            self._begin_open(kind, 0.0)
            assert self.open is not None
            self.open.elapsed += seconds
            self._end_open()
            self._locked_from = self.stretch.end if relock else None
            return
        start = self.stretch.end
        self.stretch.earned += seconds
        if decision == "kept":
            self._log(kind, start, self.stretch.end, "kept")

    def _begin_open(self, kind: str, back: float) -> None:
        """Credit stops, `back` seconds before now or where this stretch began."""
        kept = max(0.0, self.stretch.earned - back)
        uncounted, self.stretch.earned = self.stretch.earned - kept, kept
        self.open = OpenGap(kind, self.stretch.end, uncounted)

    def _end_open(self) -> None:
        if self.open is None:
            return
        kind, start, elapsed = self.open.kind, self.open.start, self.open.elapsed
        self.open = None
        # An absence is opened only when it is long enough, though this stretch may hold but its tail.
        decision = "pending" if kind == "away" else judge(kind, elapsed, on_call=self.on_call)
        if decision == "pending":
            self.segments.append((self.stretch.start, start, self.activity))
            end = start + int(elapsed)
            self._log(kind, start, end, "pending")
            self.stretch = Stretch(end, self.stretch.earned % 1)  # of the gap not even a fraction is credited
            self._move_to(int(self.last.wall))
            self._answered_at = self.last.boot
        else:
            self.stretch.earned += elapsed

    def _end_lock(self) -> None:
        """On a call the locked time counts, and is said to."""
        start, self._locked_from = self._locked_from, None
        if start is not None and self.stretch.end - start >= policy.LOCK_SECONDS:
            self._log("lock", start, self.stretch.end, "kept")

    def _log(self, kind: str, start: int, end: int, decision: str) -> None:
        if end <= start:
            return
        last = self.gaps[-1] if self.gaps else None
        if last and last.decision == decision == "pending" and last.end == start:
            self.gaps.pop()  # asleep, then away: one absence, one question
            kind, start = last.kind, last.start
        self.gaps.append(policy.gap(kind, start, end, self.activity, decision))

    def _move_to(self, wall: int) -> None:
        """After the clock was set forward, what follows is laid where it happened; never over what was before.

        Set back, time simply goes on: new seconds must not lie over old ones.
        """
        end = self.stretch.end
        if wall - end <= STEP_SECONDS:
            return
        self.segments.append((self.stretch.start, end, self.activity))
        self.stretch = Stretch(wall, self.stretch.earned - int(self.stretch.earned))
        if wall - end > UNSURE_STEP_SECONDS:
            self._log("clock", end, wall, "removed")

    def _look_for_absence(self) -> None:
        if self.open is None:
            back = self._check().back
            if back is not None:
                self._begin_open("away", back)

    def _check(self) -> policy.Check:
        now = self.last.boot
        return policy.check(
            on_call=self.on_call,
            quiet=now - self._input_at if self._watched else None,
            unanswered=now - self._answered_at,
            away_after=self.away_after,
        )
