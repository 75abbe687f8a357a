"""Who works here, who can open the practice, and one's own passphrase."""

from __future__ import annotations

import argparse

from ccm_desktop.app.commands.terminal import (
    Commands,
    Options,
    command,
    given_passphrase,
    new_passphrase,
    office,
    passphrase,
    print_json,
    print_table,
    target,
    who,
)
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import ROLES
from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.ledger.payloads.practice import PersonProfile
from ccm_desktop.security.passphrase import suggested
from ccm_desktop.services import vault
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import LANES, SIGN_INS
from ccm_desktop.services.reporting import save


def add_to(commands: Commands) -> None:
    """`people`, `passphrase`, `recovery`."""
    people = _group(commands, "people", "the staff and their sign-ins")
    command(people, "list", _list, "list the staff", json=True)
    add = command(people, "add", _add, "add a member of staff (lead)")
    add.add_argument("name")
    add.add_argument("--credential", default="")
    add.add_argument("--role", choices=tuple(ROLES), default="coordinator")
    add.add_argument("--lane", choices=tuple(LANES), default="clinical_staff")
    add.add_argument("--npi", default="")
    add.add_argument("--sign-in", action="store_true", help="with a passphrase to be used once, which is printed")
    reset = command(people, "sign-in", _sign_in, "give a passphrase to be used once, or reset one (lead)")
    reset.add_argument("person", help="name or id")
    leave = command(people, "deactivate", _deactivate, "end somebody's work here; what they did stays (lead)")
    leave.add_argument("person", help="name or id")
    biller = command(people, "biller", _biller, "name the practitioner under whom the practice bills (lead)")
    biller.add_argument("person", help="name or id")
    own = _group(commands, "passphrase", "your own passphrase")
    kit = _group(commands, "recovery", "the recovery kit: a printed code, for when no lead can open the practice")
    make = command(kit, "make", _make_kit, "make a new kit as PDF, to be printed and sealed (lead)")
    make.add_argument("--out", type=target, required=True, metavar="FILE", help="file or folder")
    command(kit, "use", _use_kit, "a new passphrase for the lead named by --user; the code is asked as passphrase")
    command(own, "change", _change, "choose a new one; also in place of one that was given to be used once")


def _group(commands: Commands, name: str, words: str) -> Commands:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=words, description=words)
    return parser.add_subparsers(title="commands", required=True, metavar="COMMAND")


def _list(options: Options) -> int:
    with office(options) as found:
        accounts = found.people.accounts()
    if options.json:
        print_json(accounts)
        return 0
    headings = ("Name", "Role", "Time counts as", "Sign-in", "Works here", "Id")
    print_table(headings, [
        (a.person.title, ROLES[a.person.role], LANES[a.person.lane], SIGN_INS[a.sign_in],
         "yes" if a.person.active else "no", a.person.id)
        for a in accounts
    ])  # fmt: skip
    return 0


def _add(options: Options) -> int:
    profile = PersonProfile(options.name, options.credential, options.role, options.lane, options.npi)
    chosen = given_passphrase(options)
    given = (chosen or suggested()) if options.sign_in else ""
    with office(options) as found:
        print(found.people.add(profile, given).value)
    _tell(given, chosen)
    return 0


def _sign_in(options: Options) -> int:
    chosen = given_passphrase(options)
    given = chosen or suggested()
    with office(options) as found:
        found.people.give_sign_in(person_id(found, options.person), given)
    _tell(given, chosen)
    return 0


def _deactivate(options: Options) -> int:
    with office(options) as found:
        found.people.deactivate(person_id(found, options.person))
    return 0


def _biller(options: Options) -> int:
    with office(options) as found:
        found.people.name_biller(person_id(found, options.person))
    return 0


def _change(options: Options) -> int:
    user, old, new = who(options), passphrase(options), new_passphrase(options)
    if user.must_change:
        vault.unlock(options.practice, user.id, old, SystemClock(), new_passphrase=new).close()
        return 0
    opened = vault.unlock(options.practice, user.id, old, SystemClock())
    try:
        opened.office.people.change_passphrase(old, new)
    finally:
        opened.close()
    return 0


def _tell(given: str, chosen: str | None) -> None:
    """Only what the program made up: whoever chose one knows it."""
    if given and not chosen:
        print(f"Passphrase to be used once: {given}")


def _make_kit(options: Options) -> int:
    with office(options) as found:
        draft = found.recovery.draft()
        saved = save(draft.rendering, draft.rendering.render(Unobserved()), options.out)
        found.recovery.keep(draft, draft.code)
    print(f"{saved.path}: print it, seal it, and delete the file.")
    return 0


def _use_kit(options: Options) -> int:
    user = who(options)
    vault.recover(options.practice, user.id, passphrase(options), new_passphrase(options), SystemClock())
    print("The passphrase is set and the kit used up: make a new one.")
    return 0


def person_id(found: Office, wanted: str) -> str:
    """The one member of staff of that name or id."""
    named = [p.id for p in found.people.everybody() if wanted in (p.id, p.name)]
    if len(named) != 1:
        raise BadInput("person_unclear", "It is not clear who is meant.", "Use the id that `ccm people list` shows.")
    return named[0]
