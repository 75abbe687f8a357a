"""Fee tables from the command line."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.app.commands.terminal import Commands, Options, command, office, print_either, print_json, print_table
from ccm_desktop.services.fee_tables import FeePreview, FeeSource

SHIPPED = "national"


def add_to(commands: Commands) -> None:
    """`fees import|list|use`."""
    fees = commands.add_parser("fees", help="fee tables of the physician fee schedule")
    kinds = fees.add_subparsers(title="commands", required=True, metavar="COMMAND")
    reading = command(kinds, "import", _import, "import a relative value file of CMS", json=True)
    reading.add_argument("values", type=Path, metavar="PPRRVU.csv")
    reading.add_argument("--gpci", type=Path, metavar="GPCI.csv", help="the locality file of the same year")
    reading.add_argument("--locality", default="", metavar="09102-04", help="contractor or state, and number")
    reading.add_argument("--name", default="", help="left out: release and locality")
    reading.add_argument("--from", dest="first", default="", metavar="YYYY-MM", help="first month (default: January)")
    reading.add_argument("--use", action="store_true", help="judge the months by it at once")
    reading.add_argument("--look", action="store_true", help="show what it pays and keep nothing")
    command(kinds, "list", _list, "list the fee tables", json=True)
    using = command(kinds, "use", _use, "judge the months of a table by it", json=True)
    using.add_argument("table", help=f"name or id, or `{SHIPPED}` for the shipped figures")


def _import(options: Options) -> int:
    source = FeeSource(options.values, options.gpci, options.locality, options.name, options.first)
    with office(options) as found:
        preview = found.fees.preview(source)
        table = "" if options.look else found.fees.keep(preview, use=options.use).value
    if options.json:
        print_json({"id": table, "kept": bool(table), "in_use": options.use and bool(table), "preview": preview})
        return 0
    _show(preview)
    print("Nothing was kept." if not table else f"In use: {preview.table.name}" if options.use else f"Kept: {table}")
    return 0


def _show(preview: FeePreview) -> None:
    table = preview.table
    print(f"{table.name}, {preview.setting}, {table.effective_from} to {table.effective_to}")
    print(f"{table.source}, conversion factor {table.conversion_factor}")
    print_table(
        ("Code", "Pays", "Shipped national", "What"),
        [(line.code, line.amount, line.shipped, line.label) for line in preview.lines],
    )


def _list(options: Options) -> int:
    with office(options) as found:
        tables = found.fees.tables()
        in_force = found.fees.in_force(found.context.month())
    if options.json:
        print_json({"this_month": in_force, "tables": tables})
        return 0
    rows = [
        ("yes" if line.in_use else "", line.table.name, line.table.effective_from, line.table.effective_to, line.id)
        for line in tables
    ]
    print_table(("In use", "Name", "From", "To", "Id"), rows)
    print(f"This month goes by: {in_force.words}")
    return 0


def _use(options: Options) -> int:
    with office(options) as found:
        if options.table == SHIPPED:
            found.fees.use_shipped()
        else:
            found.fees.use(found.fees.find(options.table))
        in_force = found.fees.in_force(found.context.month())
    return print_either(options, {"this_month": in_force}, f"This month goes by: {in_force.words}")
