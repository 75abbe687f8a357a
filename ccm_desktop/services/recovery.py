"""The recovery kit: a printed code that gives a practice lead a new passphrase when nobody else can."""

from __future__ import annotations

from dataclasses import dataclass, field

import ccm_desktop
from ccm_desktop.domain.calendar import time_zone
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.payloads.practice import PersonAccess
from ccm_desktop.reports import recovery_kit
from ccm_desktop.reports.documents import Imprint
from ccm_desktop.security.passphrase import kit_code, normalized_code
from ccm_desktop.services import local_words
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.people import people_of
from ccm_desktop.services.reporting import Rendering
from ccm_desktop.services.sign_ins import SignIns


@dataclass(frozen=True, slots=True)
class Draft:
    """A kit that is being made."""

    code: str = field(repr=False)
    rendering: Rendering
    """Its page."""


class RecoveryService:
    """Makes the kit; it is used at the lock, by `vault.recover`."""

    def __init__(self, context: Context, sign_ins: SignIns) -> None:
        self._context = context
        self._sign_ins = sign_ins

    def exists(self) -> bool:
        """Whether a kit was made and not used up."""
        return self._sign_ins.has_kit()

    def draft(self) -> Draft:
        """A kit to be printed. It opens nothing until it is kept."""
        require(self._context, Verb.MANAGE_PEOPLE)
        with self._context.reading() as reader:
            practice = self._context.practice_of(reader)
            me = next(person for person in people_of(reader) if person.id == self._context.person)
        code = kit_code()
        printed_at = local_words.instant(self._context.now(), time_zone(practice.time_zone))
        imprint = Imprint(
            practice.name, practice.address, practice.phone, "", "", False, me.title, printed_at,
            ccm_desktop.__version__, "",
        )  # fmt: skip
        return Draft(code, Rendering(
            "recovery_kit", "CCM recovery kit.pdf", "", "", "",
            lambda progress: recovery_kit.render_recovery_kit(code, imprint, progress),
        ))  # fmt: skip

    def keep(self, draft: Draft, typed: str) -> Outcome[None]:
        """From now on this kit counts, and an earlier one does not: its code typed back proves that it is readable."""
        require(self._context, Verb.MANAGE_PEOPLE)
        if normalized_code(typed) != normalized_code(draft.code):
            raise BadInput("kit_mistyped", "This is not the code of the kit that was just made.",
                           "Type what stands on the page; an earlier kit still holds.")  # fmt: skip
        with self._context.transaction() as tx:
            tx.record(PersonAccess("kit_made"), entity=self._context.person)
            self._sign_ins.keep_kit(draft.code)
        return Outcome(None, Changed.PRACTICE)
