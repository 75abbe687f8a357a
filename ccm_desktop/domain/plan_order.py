"""Where lines of a plan stand among their like: positions that change as few lines as can be (sync.md 3.7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def moved(positions: Sequence[float], at: int, to: int) -> Mapping[int, float]:
    """New positions, by index, after the line `at` was taken to the place `to`.

    A new line comes with position 0 and stands after its like: so the last one stands at 0 or below, and only
    a line that goes between two others gets a position of its own between theirs.
    """
    if at == to:
        return {}
    order = [index for index in range(len(positions)) if index != at]
    between = order[to - 1 : to + 1] if 0 < to < len(order) else []
    if len(between) == 2:
        before, after = (positions[index] for index in between)
        middle = (before + after) / 2
        if before < middle < after:
            return {at: middle}
    if to == 0 and positions[order[0]] > positions[order[0]] - 1:
        return {at: positions[order[0]] - 1}
    order.insert(to, at)
    wanted = {index: float(place - len(order) + 1) for place, index in enumerate(order)}
    return {index: place for index, place in wanted.items() if place != positions[index]}
