"""Refills and care gaps of the panel, from the command line."""

from __future__ import annotations

from ccm_desktop.app.commands.people import person_id
from ccm_desktop.app.commands.terminal import Commands, Options, command, day, office, print_json, print_table
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.services.due_items import KINDS, STATES, DueItem


def add_to(commands: Commands) -> None:
    """`due list|done|undo|snooze|assign`."""
    words = "refills and care gaps of everybody enrolled: what of the plans is due by when"
    group = commands.add_parser("due", help=words, description=words)
    actions = group.add_subparsers(title="actions", required=True, metavar="ACTION")
    listed = command(actions, "list", _list, "what is open, by when it is due", json=True)
    listed.add_argument("--kind", choices=tuple(KINDS), default="")
    listed.add_argument("--closed", action="store_true", help="what was closed in the last 60 days")
    listed.add_argument("--mine", action="store_true", help="yours, and what is nobody's")
    done = command(actions, "done", _done, "it was done: a version of the plan")
    undo = command(actions, "undo", _undo, "take a closing back, unless the plan was saved since")
    snooze = command(actions, "snooze", _snooze, "let it rest; its day in the plan stays")
    assign = command(actions, "assign", _assign, "give it to somebody else than the patient's coordinator")
    for parser in (done, undo, snooze, assign):
        parser.add_argument("item", help="id as listed")
    done.add_argument("--on", default="", metavar="DATE", type=day, help="today when left out")
    done.add_argument("--next", default="", dest="next_on", metavar="DATE", type=day, help="when it is due again")
    snooze.add_argument("--until", required=True, metavar="DATE", help="or: no, which ends the rest")
    assign.add_argument("--to", required=True, metavar="PERSON", help="or: coordinator, which gives it back")


def _list(options: Options) -> int:
    with office(options) as found:
        items = found.due_items.closed() if options.closed else found.due_items.open()
        me = found.context.person
    items = tuple(one for one in items if not options.kind or one.kind == options.kind)
    if options.mine:
        items = tuple(one for one in items if one.owner == me or not one.owner_name)
    if options.json:
        print_json(items)
        return 0
    rows = [(one.due_on, STATES[one.state], one.name, one.mrn, KINDS[one.kind], one.what, one.owner_name or "-",
             one.closed_on or one.until, one.key) for one in items]  # fmt: skip
    print_table(("Due", "State", "Patient", "MRN", "Kind", "What", "Whose", "Closed or until", "Id"), rows)
    return 0


def _done(options: Options) -> int:
    with office(options) as found:
        words = found.due_items.done(_one(found.due_items.open(), options.item), options.on, options.next_on).value
    print(f"{words}.")
    return 0


def _undo(options: Options) -> int:
    with office(options) as found:
        found.due_items.undo(_one(found.due_items.closed(), options.item))
    print("Taken back.")
    return 0


def _snooze(options: Options) -> int:
    until = "" if options.until == "no" else day(options.until)
    with office(options) as found:
        found.due_items.snooze(_one(found.due_items.open(), options.item), until)
    print(f"Rests until {until}." if until else "It rests no longer.")
    return 0


def _assign(options: Options) -> int:
    with office(options) as found:
        person = "" if options.to == "coordinator" else person_id(found, options.to)
        found.due_items.assign(_one(found.due_items.open(), options.item), person)
        owner = _one(found.due_items.open(), options.item).owner_name
    print(f"{owner or 'Nobody'} has it.")
    return 0


def _one(items: tuple[DueItem, ...], key: str) -> DueItem:
    for one in items:
        if one.key == key:
            return one
    raise BadInput("due_unknown", "There is no such refill or care gap.", "List them with: ccm due list.")
