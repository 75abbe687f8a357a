"""What was just heard was heard today: its day is offered, and stays a day that can be typed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from ccm_desktop.services.forms import AdvanceDirectives, MedicationReview, MedicationStatus, PreventiveItem
from ccm_desktop.services.plan_drafts import Texts
from ccm_desktop.ui import figures
from ccm_desktop.ui.care_plan.field_editors import FieldEditor

_DAY_OF: dict[type[Any], tuple[str, frozenset[str], str]] = {
    MedicationReview: ("taking", frozenset(), "reconciled_on"),
    MedicationStatus: ("status", frozenset({"stopped"}), "stopped_on"),
    PreventiveItem: ("status", frozenset({"done"}), "done_on"),
    AdvanceDirectives: ("directives", frozenset(), "discussed_on"),
}
"""By kind of line: the answer, the answers that have a day (any, where none is named), and the field of that day."""


class HeardDays:
    """Of the forms of one line."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._offered: dict[tuple[int, str], str] = {}

    def begin(self) -> None:
        """Another line is shown: nothing is offered."""
        self._offered.clear()

    def offer(
        self, place: int, kind: type[Any], editors: Mapping[tuple[int, str], FieldEditor], unchanged: Texts
    ) -> None:  # fmt: skip
        """A new answer has today's day where nobody typed another; an answer that is as it was has its own again."""
        if kind not in _DAY_OF:
            return
        answer, dated, day = _DAY_OF[kind]
        said, key = editors[place, answer].text(), (place, day)
        heard = said != unchanged.get((place, answer)) and (said in dated if dated else bool(said))
        shown, before = editors[key].text(), unchanged.get(key, "")
        if heard and key not in self._offered and shown == before:
            self._offered[key] = figures.day(self._today().isoformat())
            editors[key].show(self._offered[key])
        elif not heard and self._offered.pop(key, None) == shown:
            editors[key].show(before)
