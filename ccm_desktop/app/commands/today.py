"""What is due today, from the command line: the list of the Today page, its figures, and open red flags."""

from __future__ import annotations

from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, print_table
from ccm_desktop.domain.calendar import from_epoch
from ccm_desktop.services.today import TodayView
from ccm_desktop.services.today_lines import TodayLine


def add_to(commands: Commands) -> None:
    """`today`."""
    parser = command(commands, "today", _today, "what is due today: calls, tasks, escalations, red flags", json=True)
    parser.add_argument("--everybody", action="store_true", help="not only your own patients and tasks")


def _today(options: Options) -> int:
    with office(options) as found:
        view = found.today.view(found.patients.panel(), everybody=options.everybody)
        zone = found.context.zone()
    if options.json:
        print_json(_plain(view))
        return 0
    flags = f", {len(view.flags)} red flags open" if view.flags else ""
    print(f"{view.due} due, {view.overdue} overdue, {view.unfiled} unfiled{flags}")
    for card in view.cards:
        print(f"{card.value}: {card.detail}")
    if view.flags:
        print_table(("Red flag", "Patient", "Raised", "By"), [
            (one.title, one.name, f"{from_epoch(one.raised_at).astimezone(zone):%Y-%m-%d %H:%M}", one.by)
            for one in view.flags
        ])  # fmt: skip
    if view.lines:
        print_table(("Due", "Patient", "What", "Whose"), [
            (_when(one), one.name or "-", one.what, one.whose) for one in view.lines
        ])  # fmt: skip
    return 0


def _when(line: TodayLine) -> str:
    when = f"{line.due_on} {line.due_time}".strip() or "any time"
    return f"late {when}" if line.overdue else when


def _plain(view: TodayView) -> dict[str, object]:
    """What is listed, without the versions that only a form needs."""
    return {
        "due": view.due,
        "overdue": view.overdue,
        "unfiled": view.unfiled,
        "figures": {card.key: {"value": card.value, "detail": card.detail} for card in view.cards},
        "flags": view.flags,
        "lines": [
            {"key": one.key, "patient": one.patient_id, "name": one.name, "due_on": one.due_on,
             "due_time": one.due_time, "overdue": one.overdue, "what": one.what, "whose": one.whose}
            for one in view.lines
        ],
    }  # fmt: skip
