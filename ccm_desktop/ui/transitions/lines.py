"""How the steps after a discharge read: columns and chips. Words only."""

from __future__ import annotations

from ccm_desktop.domain import transition as rules
from ccm_desktop.domain.open_work import OPEN, OVERDUE
from ccm_desktop.domain.patient_status import Chip
from ccm_desktop.services.forms import Form
from ccm_desktop.services.transitions import (
    CHANGED,
    COMPLEXITIES,
    DESTINATIONS,
    STATES,
    Discharge,
    StepLine,
    Transition,
    TransitionStep,
)
from ccm_desktop.ui import figures
from ccm_desktop.ui.widgets.rows_model import Column

_TONES = {
    OVERDUE: ("error", "alert-triangle"), OPEN: ("warn", "hourglass"), rules.DONE: ("ok", "circle-check"),
    rules.LATE: ("warn", "circle-check"),
}  # fmt: skip
_QUIET = ("neutral", "note")
_TWICE = Chip("twice", "Said twice", "error", "alert-triangle", "Two people changed it at the same time")


def chip(line: StepLine) -> Chip:
    """Where a step stands."""
    if line.form.others:
        return _TWICE
    if line.discharge.value.status == "withdrawn":
        return Chip("withdrawn", "Withdrawn", *_QUIET, "The discharge was withdrawn")
    tone, icon = _TONES.get(line.state, _QUIET)
    return Chip(line.state, STATES[line.state], tone, icon, STATES[line.state])


def step_columns() -> tuple[Column[StepLine], ...]:
    """Of the checklist."""
    return (
        Column("state", "State", lambda line: chip(line).text, 112, chip=chip, spoken=lambda line: chip(line).spoken),
        Column("due", "Due", lambda line: figures.day(line.due_on), 104, lambda line: line.due_on),
        Column("done", "Done on", lambda line: figures.day(line.form.value.done_on) if line.form.value.done_on else "",
               104, lambda line: line.form.value.done_on),
        Column("owner", "Whose", lambda line: line.owner_name, 140),
        Column("from", "From", lambda line: f"{line.discharge.value.facility}, "
               f"{figures.short_day(line.discharge.value.discharged_on)}", 170),
        Column("step", "Step", _step, 330),
    )  # fmt: skip


def _step(line: StepLine) -> str:
    """First what is news: the end of a long line is cut."""
    parts = ("Recorded twice?" if line.twice else "", _maybe(line), line.title)
    return " · ".join(part for part in parts if part)


def _maybe(line: StepLine) -> str:
    one = line.offered
    return f"A {one.noun} on {figures.day(one.on)} may be this contact" if one is not None else ""


def whole(line: StepLine, found: Transition) -> str:
    """What is known of the discharge and the step in hand."""
    value, said = line.discharge.value, line.form.value.words
    to, medicines = DESTINATIONS.get(value.destination, "?"), CHANGED.get(value.medicines, "?")
    left = f"From {value.facility} on {figures.day(value.discharged_on)}, to: {to.lower()}. "
    parts = [
        f"{left}Medicines: {medicines.lower()}. The 30 days end on {figures.day(found.last_day)}.",
        value.note,
        *(f"Recorded twice? {_record(one)} M: the same discharge. N: two discharges." for one in found.twins),
        *(f"Another discharge, as was said: {_record(one)} N asks again." for one in found.apart),
        *(f"The same discharge: {_record(one)}" for one in found.also),
        *(f"Another record of it says: {_said(one)}" for one in line.elsewhere),
        said and f"{line.title}: {said}{f' — {line.by}' if line.by else ''}",
        _offer(line),
        _evidence(line),
        f"Withdrawn: {value.reason}" if value.status == "withdrawn" else "",
    ]
    return "\n".join(part for part in parts if part)


def _record(form: Form[Discharge]) -> str:
    value, by = form.value, f", written by {form.by}" if form.by else ""
    medicines, decisions = CHANGED.get(value.medicines, "?"), COMPLEXITIES.get(value.complexity, "?")
    said = f"{value.facility}, {figures.day(value.discharged_on)}{by}; medicines {medicines.lower()}; {decisions}"
    return f"{said}{f'; {value.note}' if value.note else ''}."


def _said(form: Form[TransitionStep]) -> str:
    value, by = form.value, f" — {form.by}" if form.by else ""
    day = f" {figures.day(value.done_on)}" if value.done_on else ""
    state = "done" if value.status == "done" else "not needed"
    return f"{state}{day}{f', {value.words}' if value.words else ''}{by}"


def _offer(line: StepLine) -> str:
    one = line.offered
    if one is None:
        return ""
    who = f"A {one.noun} by {one.by}" if one.by else f"A {one.noun}"
    words = f": {' '.join(one.words.split())}" if one.words.strip() else ""
    return f"{who} on {figures.day(one.on)} may be this contact{words}. T takes it; nothing is done by itself."


def _evidence(line: StepLine) -> str:
    if line.rests_on_nothing:
        return "What was taken for this contact was withdrawn since: look whether the step holds."
    one = line.rests_on
    return f"It rests on the {one.noun} of {figures.day(one.on)}{f' by {one.by}' if one.by else ''}." if one else ""


def standing(found: tuple[Transition, ...]) -> str:
    """`2 to do, 1 overdue`."""
    lines = [line for one in found if one.holds for line in one.steps if line.is_open]
    late = sum(line.overdue for line in lines)
    if not lines:
        return "Nothing is open" if found else "No discharge is on record"
    return f"{len(lines)} to do{f', {late} overdue' if late else ''}"
