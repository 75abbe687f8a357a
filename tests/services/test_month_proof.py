"""`ccm verify` holds month signatures and closings against the record, however well they fit themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ccm_desktop.domain.month_signing import COORDINATOR, STATEMENTS
from ccm_desktop.domain.signature import Signature
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.month_close import MonthClosed, MonthState, closing_entity
from ccm_desktop.ledger.payloads.month_sign import MonthSignature
from ccm_desktop.models.queries import month_end
from ccm_desktop.services.month_signatures import content_hash
from ccm_desktop.services.month_signatures import signed_set as set_of
from ccm_desktop.services.month_snapshot import snapshot_hash
from tests.services.conftest import PASSPHRASE
from tests.services.month_world import OCTOBER, MonthWorld, at

Change = Callable[[MonthSignature], MonthSignature]


def forged(world: MonthWorld, patient: str, change: Change) -> str:
    """A signature over something else than the record, made by the signer's own key and true to itself."""
    world.spoiled = True
    context = world.office.context
    with context.reading() as reader:
        row = month_end.signatures(reader.connection, str(OCTOBER), patient)[patient][0]
    values = {name: getattr(row, name) for name in MonthSignature.__match_args__ if hasattr(row, name)}
    wrong = change(MonthSignature(month=str(OCTOBER), **values))
    as_row = row._replace(**{name: getattr(wrong, name) for name in values})
    content = content_hash(str(OCTOBER), patient, wrong.role, set_of(as_row), wrong.rules, wrong.fee_table,
                           wrong.note_sha256)  # fmt: skip
    signature = world.office.signing.sign(PASSPHRASE, STATEMENTS[COORDINATOR], "month/1", content)
    entity = new_id()
    with context.transaction() as tx:
        tx.record(replace(wrong, signature=signature), entity=entity, patient=patient)
    return entity


def test_signed_closed_and_changed_later_is_no_fault(closed: MonthWorld) -> None:
    world, (first, _) = closed, closed.patients
    assert world.office.vault.verify() == []
    world.office.month_closing.reopen(OCTOBER, world.office.month_closing.standing(OCTOBER).heads, "A late call")
    world.work(first, at(9), 300)
    assert world.office.vault.verify() == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda s: replace(s, note_sha256="0" * 64), "its note is not the one on record."),
        (lambda s: replace(s, note="0" * 32), "its note is not the one on record."),
        (lambda s: replace(s, entries=(*s.entries, "0" * 32)), "it names time that is not on record for its patient."),
        (lambda s: replace(s, voids=s.entries[:1]), "it names time as void that stands."),
    ],
)
def test_a_signature_true_to_itself_but_not_to_the_record_is_found(
    signed: MonthWorld, change: Change, said: str
) -> None:
    entity = forged(signed, signed.patients[0], change)
    assert signed.office.vault.verify() == [f"month.signature {entity}: {said}"]


def test_time_of_another_patient_is_not_signed_for(signed: MonthWorld) -> None:
    first, other = signed.patients
    strange = signed.lines(other)[0].entry_id
    entity = forged(signed, first, lambda s: replace(s, entries=(*s.entries, strange)))
    assert signed.office.vault.verify() == [
        f"month.signature {entity}: it names time that is not on record for its patient."
    ]


def test_a_signature_over_other_fields_is_found(signed: MonthWorld) -> None:
    """The digest it names is its own; the fields beside it say something else."""
    signed.spoiled = True
    patient, context = signed.patients[0], signed.office.context
    with context.reading() as reader:
        row = month_end.signatures(reader.connection, str(OCTOBER), patient)[patient][0]
    values = {name: getattr(row, name) for name in MonthSignature.__match_args__ if hasattr(row, name)}
    entity, signature = new_id(), row.signature
    assert isinstance(signature, Signature)
    with context.transaction() as tx:
        tx.record(MonthSignature(month=str(OCTOBER), **{**values, "staff_seconds": 9}), entity=entity, patient=patient)
    assert signed.office.vault.verify() == [f"month.signature {entity}: it was not made over what it names."]


@pytest.mark.parametrize("spoil", ["line", "hash"])
def test_a_closing_that_its_signatures_or_lines_do_not_bear_out_is_found(closed: MonthWorld, spoil: str) -> None:
    world, closing = closed, new_id()
    world.spoiled = True
    found = world.office.month_closing.snapshot(OCTOBER)
    assert found is not None
    patient, line = found.lines[0]
    longer = replace(line, closing=closing, counted_seconds=line.counted_seconds + 60,
                     staff_seconds=line.staff_seconds + 60)  # fmt: skip
    head = replace(found.head, revision=2, lines=1, sha256="")
    assert isinstance(head, MonthClosed)
    digest = snapshot_hash(head, [(patient, longer)]) if spoil == "line" else "0" * 64
    heads = world.office.month_closing.standing(OCTOBER).heads
    with world.office.context.transaction() as tx:
        tx.record(replace(head, sha256=digest), entity=closing)
        tx.record(longer, entity=new_id(), patient=patient)
        state = MonthState(str(OCTOBER), "closed", 2, closing)
        tx.record(state, entity=closing_entity(str(OCTOBER)), prev=heads)
    said = world.office.vault.verify()
    if spoil == "hash":
        assert said == [f"month.closed {closing}: the lines are not the ones that were closed."]
    else:
        assert said == [
            f"month.closed {closing}: signature {name} does not fit the line it stands for."
            for name in longer.signatures
        ]
