"""Creating and opening a practice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import ccm_desktop
from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.interop.rule_files import load_rules
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.practice import (
    PersonAccess,
    PersonProfile,
    PersonSigningKey,
    Unlocked,
)
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.store import Store, Transaction
from ccm_desktop.models.vault import FILE, Vault
from ccm_desktop.security.key_file import NAMES
from ccm_desktop.security.key_slots import KeySlots
from ccm_desktop.security.passphrase import STANDARD, Kdf, require_strong
from ccm_desktop.security.sealing import VaultKey
from ccm_desktop.services.authority import roles_of
from ccm_desktop.services.clock import Clock
from ccm_desktop.services.context import PRACTICE, Context
from ccm_desktop.services.entrance import NewPractice, remember_user
from ccm_desktop.services.office import Office
from ccm_desktop.services.people import check_person, check_practice, no_practitioner
from ccm_desktop.services.sign_ins import SignIns

JOURNAL = "timer.hb"
CHOOSE_YOUR_OWN = "passphrase_once"
"""Code of the refusal that asks for `new_passphrase`."""


class OpenPractice:
    """A practice whose file is open; `office` is everything one can do in it."""

    def __init__(
        self, folder: Path, vault: Vault, key: VaultKey, user: str, clock: Clock, kdf: Kdf = STANDARD
    ) -> None:  # fmt: skip
        self.folder = folder
        self._vault = vault
        context = Context(Store(vault), clock, user, load_rules())
        self.office = Office(context, folder / JOURNAL, key.derive("journal/v1"), SignIns(folder, key, kdf))

    def close(self) -> None:
        """Drop the signing key, stop the clock, commit, close."""
        self.office.signing.end_sitting()
        try:
            self.office.timer.close()
        finally:
            self._vault.close()


def create_practice(folder: Path, new: NewPractice, clock: Clock, kdf: Kdf = STANDARD) -> OpenPractice:
    """A new practice; on any failure the folder is as it was."""
    check_practice(new.practice)
    check_person(new.first_user)
    if new.billing_practitioner is not None:
        check_person(new.billing_practitioner)
        if new.billing_practitioner.lane != "practitioner":
            raise no_practitioner()
    require_strong(new.passphrase)
    if any((folder / name).exists() for name in (FILE, *NAMES)):
        raise FileProblem("practice_exists", "There is a practice in this folder already.", "Choose an empty folder.")
    try:
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        before = set() if made else set(folder.iterdir())
    except OSError as error:
        raise _unusable(error) from error
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _created(folder, new, clock, kdf)
    except BaseException as error:
        _take_away(folder, before, made)
        problem = _unusable(error) if isinstance(error, OSError) else as_file_problem(error)
        if problem is None or problem is error:
            raise
        raise problem from error


def _take_away(folder: Path, before: set[Path], made: list[Path]) -> None:
    """The files that an attempt made, then its folders, innermost first."""
    if folder.is_dir():
        for path in set(folder.iterdir()) - before:
            path.unlink()
    for path in made:
        if path.is_dir():
            path.rmdir()


def _unusable(error: OSError) -> FileProblem:
    return as_file_problem(error) or FileProblem(
        "folder_not_usable", "The folder cannot be used.", "Choose another folder."
    )


def _created(folder: Path, new: NewPractice, clock: Clock, kdf: Kdf) -> OpenPractice:
    user = new_id()
    slots, key = KeySlots.create(folder, user, new.first_user.name, new.passphrase, kdf)
    vault = Vault.create(folder / FILE, key.database)
    try:
        store = Store(vault)
        biller = _biller(new, user)
        with store.transaction(user, int(clock.now().timestamp() * 1000)) as tx:
            tx.record(replace(new.practice, billing_practitioner=biller), entity=PRACTICE)
            tx.record(new.first_user, entity=user)
            if new.billing_practitioner is not None:
                tx.record(new.billing_practitioner, entity=biller)
            tx.record(PersonSigningKey(slots.public_signing_key(user)), entity=user)
            tx.record(Unlocked(user, ccm_desktop.__version__), entity=new_id())
        opened = OpenPractice(folder, vault, key, user, clock, kdf)
        opened.office.timer.open()
        remember_user(folder, user)
    except BaseException:
        vault.close()
        raise
    return opened


def _biller(new: NewPractice, user: str) -> str:
    """Id of who bills; empty where nobody who may is named: claims wait for that (rules.md 1.1)."""
    if new.billing_practitioner is not None:
        return new_id()
    return user if new.first_user.lane == "practitioner" else ""


def unlock(
    folder: Path, user: str, passphrase: str, clock: Clock, *,
    new_passphrase: str = "", ticking: bool = True, kdf: Kdf = STANDARD,
) -> OpenPractice:  # fmt: skip
    """Open the practice for a user, recover what a crash left, and note who opened it.

    A passphrase that somebody else gave is good for once: it opens only together with a new one.
    """
    slots = KeySlots.load(folder)
    key = slots.unlock(user, passphrase)
    if slots.must_change(user) and not new_passphrase:
        raise BadInput(CHOOSE_YOUR_OWN, "This passphrase was given to you to be used once.",
                       "Choose your own passphrase now.")  # fmt: skip
    vault = Vault.open(folder / FILE, key.database)
    try:
        opened = OpenPractice(folder, vault, key, user, clock, kdf)
        context = opened.office.context
        time_zone(context.practice().time_zone)
        _require_at_work(context)
        if new_passphrase:
            slots.change_passphrase(user, passphrase, new_passphrase, kdf)
        slots.mend()
        with context.transaction() as tx:
            tx.record(Unlocked(user, ccm_desktop.__version__), entity=new_id())
            if new_passphrase:
                tx.record(PersonAccess("changed"), entity=user)
            _record_signing_key(tx, user, slots.public_signing_key(user))
        opened.office.timer.open(ticking=ticking)
        remember_user(folder, user)
    except BaseException as error:
        vault.close()
        problem = as_file_problem(error)
        if problem is None or problem is error:
            raise
        raise problem from error
    return opened


def adopt_copy(folder: Path, user: str, passphrase: str, name: str, clock: Clock) -> None:
    """Make a copy of a practice that nobody has opened yet a computer of its own, called `name`."""
    from ccm_desktop.services import exchange

    exchange.check_name(name)
    key = KeySlots.load(folder).unlock(user, passphrase)
    exchange.adopt(folder, key, user, name, int(clock.now().timestamp() * 1000))


def recover(
    folder: Path, user: str, code: str, new_passphrase: str, clock: Clock, kdf: Kdf = STANDARD
) -> None:  # fmt: skip
    """Give a practice lead a new passphrase by virtue of the recovery kit, which is used up by that."""
    key = KeySlots.load(folder).open_kit(code)
    vault = Vault.open(folder / FILE, key.database)
    try:
        context = Context(Store(vault), clock, user, load_rules())
        with context.transaction() as tx:
            held = tx.held(PersonProfile, user)
            if held is None or "lead" not in roles_of(tx, user):
                raise Refusal("kit_for_leads", "The recovery kit gives a new passphrase to a practice lead only.",
                              "Choose a practice lead; the lead resets everybody else's.")  # fmt: skip
            tx.record(PersonAccess("recovered"), entity=user)
            SignIns(folder, key, kdf).use_up_kit(user, held.value.name, new_passphrase)
    finally:
        vault.close()


def _require_at_work(context: Context) -> None:
    """A crash while somebody was added or left may have kept a slot without its person."""
    with context.reading() as reader:
        held = reader.held(PersonProfile, context.person)
    if held is None or not held.value.active:
        raise Refusal("sign_in_ended", "This person is not on the practice's staff.",
                      "Ask the practice lead to add you.")  # fmt: skip


def _record_signing_key(tx: Transaction, person: str, public: str) -> None:
    """By the person, who has just proved to hold it: nobody else can record it for them."""
    held = tx.held(PersonSigningKey, person)
    if held is None or held.value.public_key != public or held.others:
        tx.revise(PersonSigningKey(public), entity=person)
