"""Two entries that run at once: the lawful ways to part them. Spans are epoch seconds, the end exclusive."""

from __future__ import annotations

from dataclasses import dataclass

from ccm_desktop.domain.errors import BadInput

Span = tuple[int, int]

TRIM_EARLIER, TRIM_LATER = "trim_earlier", "trim_later"
ALL_TO_EARLIER, ALL_TO_LATER = "all_to_earlier", "all_to_later"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What becomes of the two; None for an entry that is to be void. One of them stays as it is."""

    key: str
    earlier: Span | None
    later: Span | None
    given_up_seconds: int
    """Time that stood in one entry only and would be in none."""


def settlements(earlier: Span, later: Span) -> tuple[Settlement, ...]:
    """The ways that leave no second in both; refused for entries that do not overlap, or not in this order.

    An entry is only ever shortened or void: no way adds time that nobody recorded.
    """
    if earlier[0] > later[0] or not earlier[1] > later[0]:
        raise BadInput("no_overlap", "These two entries do not overlap.", "They may be mended: look at the list again.")
    both = max(earlier[1], later[1]) - earlier[0]
    ways: list[tuple[str, Span | None, Span | None]] = []
    if earlier[0] < later[0]:
        ways.append((TRIM_EARLIER, (earlier[0], later[0]), later))
    if earlier[1] < later[1]:
        ways.append((TRIM_LATER, earlier, (earlier[1], later[1])))
    ways += [(ALL_TO_EARLIER, earlier, None), (ALL_TO_LATER, None, later)]
    return tuple(Settlement(key, one, other, both - _length(one) - _length(other)) for key, one, other in ways)


def _length(span: Span | None) -> int:
    return span[1] - span[0] if span else 0
