"""Programme figures from the command line."""

from __future__ import annotations

from typing import Any

from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_json, print_table
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.timekeeping import clock_text
from ccm_desktop.services.office import Office
from ccm_desktop.services.programme_selection import EVERYBODY, Selection
from ccm_desktop.services.programme_views import ProgrammeMonth


def add_to(commands: Commands) -> None:
    """`programme`."""
    parser = command(commands, "programme", _programme, "the figures of a month, with the patients behind them",
                     json=True)  # fmt: skip
    parser.add_argument("--month", default="", metavar="YYYY-MM")
    parser.add_argument("--list", default="", metavar="FIGURE", help="list the patients behind one figure")
    add_selection(parser)


def add_selection(parser: Any) -> None:
    """`--payer` and `--coordinator`."""
    parser.add_argument("--payer", default=None, metavar="NAME", help="only patients of that payer; - for no payer")
    parser.add_argument("--coordinator", default=None, metavar="NAME", help="only patients of that coordinator")


def selection_of(found: Office, options: Options, month: Month) -> Selection:
    """What was asked for; refused when a name fits none or several."""
    if options.payer is None and options.coordinator is None:
        return EVERYBODY
    return found.programme.choices(month).selection(options.payer, options.coordinator)


def _programme(options: Options) -> int:
    with office(options) as found:
        month = Month.parse(options.month) if options.month else found.context.month()
        shown = found.programme.month(month, selection_of(found, options, month))
    if options.json:
        print_json(shown)
    elif options.list:
        _print_list(shown, options.list)
    else:
        _print_figures(shown)
    return 0


def _print_figures(shown: ProgrammeMonth) -> None:
    print(f"{shown.month.title}: {shown.state}")
    if shown.selection.words:
        print(f"Only: {shown.selection.words}")
    print_table(("Figure", "Value", "Beside it", "Name"), [(t.title, t.value, t.detail, t.key) for t in shown.tiles])
    print()
    rows = [(band.label, len(band.patients), f"band:{band.label}") for band in shown.bands]
    print_table(("Counted minutes", "Patients", "Name"), rows)


def _print_list(shown: ProgrammeMonth, key: str) -> None:
    patients = shown.listed(key)
    rows = [
        (one.name, one.mrn, clock_text(one.counted_seconds), "yes" if one.counted_in else "no", one.why)
        for one in patients
    ]
    print_table(("Patient", "MRN", "Counted", "In the figure", "Why"), rows)
