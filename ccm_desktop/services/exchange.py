"""Changes out to the practice's other computers, and theirs in."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.exchange import ChangesExported, DeviceName
from ccm_desktop.models.file_faults import require_space
from ccm_desktop.models.queries import conflicts, exchange
from ccm_desktop.models.store import Reader, Store, Transaction
from ccm_desktop.models.vault import FILE, Vault
from ccm_desktop.security.sealing import VaultKey
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.plan_forms import unseen_ends
from ccm_desktop.services.safekeeping import SafekeepingService
from ccm_desktop.sync import package
from ccm_desktop.sync.arrivals import Arrivals
from ccm_desktop.sync.package import Label

_REPORT_EVERY = 500
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A package that was written."""

    path: Path
    operations: int


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What a package brought."""

    computer: str
    """Who made it."""
    made_at: int
    new: int
    known: int
    parked: int
    """Of the new ones, those that only a newer program understands; they are kept."""
    conflicts: int
    """Registers of the practice that wait for a decision now."""


class ExchangeService:
    """Writes packages, takes them in, and makes a copied file that of another computer."""

    def __init__(self, context: Context, key: VaultKey, safekeeping: SafekeepingService) -> None:
        self._context, self._key, self._safekeeping = context, key, safekeeping

    def export(
        self, path: Path, since_ms: int = 0, progress: Progress | None = None, *, replace: bool = False
    ) -> Outcome[HandedOut]:
        """All changes that are here, since that instant, those of other computers too; encrypted for this practice."""
        require(self._context, Verb.EXCHANGE)
        # The package is complete before the commit and gets its name after it: it must never hand out an
        # operation that the file of this computer does not keep.
        with package.written(path, replace=replace) as stream, self._context.transaction() as tx:
            self._name_this_computer(tx)
            tx.record(ChangesExported(since_ms), entity=new_id())
            first = exchange.first_slots(tx.connection, since_ms)
            total = sum(end.n - first[dev] + 1 for dev, end in exchange.ends(tx.connection).items() if dev in first)
            label = Label(self._context.store.device, self._context.now_ms(), total)
            name = self._context.practice_of(tx).name
            package.write(stream, self._key, name, label, _leaving(tx, since_ms, progress or Unobserved()))
        return Outcome(HandedOut(path, total), Changed.NOTHING)

    def bring_in(self, path: Path, progress: Progress | None = None) -> Outcome[BroughtIn]:
        """Everything in the package that is not here yet, or nothing: what is not sound is refused as a whole."""
        require(self._context, Verb.EXCHANGE)
        progress = progress or Unobserved()
        require_space(self._context.store.vault.path.parent)
        with self._context.reading() as reader:  # nothing is written before all of it was followed to its end
            for _ in self._arriving(reader, path, _Half(progress, 0)):
                pass
        new = 0
        with self._context.transaction() as tx:
            parked = conflicts.parked(tx.connection)
            for op in self._arriving(tx, path, _Half(progress, 1)):
                new += tx.receive(op)
            made = self._label(path)
            waiting = len(conflicts.differing(tx)) + sum(1 for _ in unseen_ends(tx))
            brought = BroughtIn(
                computer_name(tx, made.device), made.made_ms // 1000, new, made.operations - new,
                conflicts.parked(tx.connection) - parked, waiting,
            )  # fmt: skip
        return Outcome(brought, Changed.EVERYTHING)

    def for_another_computer(self, target: Path, name: str, progress: Progress | None = None) -> Outcome[Path]:
        """A folder in `target` with a copy of the practice that is a computer of its own, called `name`."""
        require(self._context, Verb.EXCHANGE)
        check_name(name)
        backup = self._safekeeping.backup(target, progress).value.folder
        folder = backup.with_name(backup.name.replace("backup", "for another computer"))
        try:
            adopt(backup, self._key, self._context.person, name, self._context.now_ms())
            backup.rename(folder)
        except BaseException:
            shutil.rmtree(backup, ignore_errors=True)
            raise
        return Outcome(folder, Changed.MONTH)

    def computer(self) -> str:
        """What this computer is called."""
        with self._context.reading() as reader:
            return computer_name(reader, self._context.store.device)

    def _name_this_computer(self, tx: Transaction) -> None:
        device = self._context.store.device
        if tx.held(DeviceName, device) is None:
            tx.record(DeviceName(platform.node()[:_LONGEST_NAME] or _unnamed(device)), entity=device)

    def _label(self, path: Path) -> Label:
        first = next(package.read(path, self._key))
        if not isinstance(first, Label):
            raise package.unsound()
        return first

    def _arriving(self, reader: Reader, path: Path, progress: Progress) -> Iterator[Op]:
        """The operations that are new here, every one of the package having been checked as it passed."""
        arrivals = Arrivals(self._context.store.device, exchange.ends(reader.connection), reader.contains)
        passed = total = 0
        for found in package.read(path, self._key):
            if isinstance(found, Label):
                total = found.operations
                continue
            passed += 1
            if passed % _REPORT_EVERY == 0:
                progress.report(min(passed, total), total)
            if arrivals.is_new(found):
                yield found
        if passed != total:
            raise package.unsound()
        progress.report(total, total)


@dataclass(frozen=True, slots=True)
class _Half:
    """Progress of one of the two readings of a package."""

    whole: Progress
    before: int

    def report(self, done: int, total: int) -> None:
        self.whole.report(self.before * total + done, 2 * total)


def check_name(name: str) -> None:
    """Refuse what no computer can be called."""
    if not name.strip() or len(name.strip()) > _LONGEST_NAME:
        raise BadInput("computer_name", "The computer needs a name of at most 40 letters.",
                       "Call it as the people here do, such as Front desk 2.")  # fmt: skip


def adopt(folder: Path, key: VaultKey, person: str, name: str, now_ms: int) -> None:
    """Make the copy of a practice in `folder` a computer of its own, before anybody opens it.

    Opening writes who did so: a copy that was opened first has begun a second history of the computer
    that it is a copy of, which can never be brought together with the first.
    """
    check_name(name)
    vault = Vault.open(folder / FILE, key.database)
    try:
        store = Store(vault)
        device = store.adopt()
        with store.transaction(person, now_ms) as tx:
            tx.record(DeviceName(name.strip()), entity=device)
    finally:
        vault.close()


def computer_name(reader: Reader, device: str) -> str:
    """What the people call a computer."""
    held = reader.held(DeviceName, device)
    return held.value.name if held is not None else _unnamed(device)


def _unnamed(device: str) -> str:
    return f"Computer {device[:4]}"


def _leaving(tx: Transaction, since_ms: int, progress: Progress) -> Iterator[Op]:
    total = exchange.count(tx.connection)
    for passed, op in enumerate(exchange.ops(tx.connection, since_ms), start=1):
        if passed % _REPORT_EVERY == 0 or passed == total:
            progress.report(passed, total)
        if op is not None:
            yield op
