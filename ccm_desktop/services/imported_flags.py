"""Signs of danger among results that came with an import: nobody here heard them, so they are open red flags."""

from __future__ import annotations

from collections.abc import Iterable

from ccm_desktop.interop.call_scripts import load_scripts
from ccm_desktop.interop.instruments import load_instruments
from ccm_desktop.ledger.payloads.call import RedFlagRaised
from ccm_desktop.models.queries import tasks
from ccm_desktop.models.store import Transaction
from ccm_desktop.services.assessment_results import flags_of
from ccm_desktop.services.calls import flag_entity
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import AssessmentResult, AssessmentStanding


def raise_flags(
    context: Context, tx: Transaction, patient: str, results: Iterable[tuple[str, AssessmentResult]]
) -> None:  # fmt: skip
    """By entity; only the newest result of an instrument says how the patient is. One that has a flag has it once.

    It stays open, for everybody, until somebody says how it was dealt with; an undo of the import leaves it.
    """
    newest: dict[str, tuple[str, AssessmentResult]] = {}
    for entity, value in sorted(results, key=lambda one: one[1].assessed_on):
        standing = tx.held(AssessmentStanding, entity)
        if standing is not None and standing.value.standing == "withdrawn":
            continue
        newest[value.instrument.partition("@")[0]] = (entity, value)
    protocols = load_scripts().protocols
    known = {one.key: one for one in load_instruments(one.key for one in protocols)}
    for key, (entity, value) in newest.items():
        flags = flags_of(value, known.get(key))
        for protocol in (one for one in protocols if one.key in flags):
            flag = flag_entity(entity, protocol.key)
            if not tasks.flags(tx.connection, flag=flag):
                note = f"Came with an import, assessed {value.assessed_on}"
                raised = RedFlagRaised(entity, protocol.key, protocol.title, context.person, note)
                tx.record(raised, entity=flag, patient=patient)
