"""Gathers the claim lines of an audit packet, and everything that became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ccm_desktop.domain.claims import STATUSES, claim_number
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.claims import ClaimOutcome, OutcomeWithdrawn
from ccm_desktop.reports.packet_document import ClaimLine, ClaimSection
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.services import local_words
from ccm_desktop.services.packet_note import Figures
from ccm_desktop.services.packet_scene import Scene

_Said = list[tuple[Op, ClaimOutcome]]


def claim_section(scene: Scene, patient: str, figures: Figures, npi: str) -> ClaimSection:
    """One line for each code that the month supports, then codes that were claimed besides."""
    said: dict[str, _Said] = defaultdict(list)
    for op, value in scene.facts(ClaimOutcome, patient):
        if value.month == str(scene.month):
            said[value.code].append((op, value))
            scene.resting_on.append(op)
    withdrawn = {value.outcome: (op, value) for op, value in scene.facts(OutcomeWithdrawn, patient)}
    number, charges = claim_number(patient, scene.month), _charges(scene, figures)
    if figures.claim.charges:  # kept at the closing, whatever is on file now
        npi = figures.claim.npi
    on = local_words.day(figures.service_on) if figures.service_on else ""
    place = figures.judged.place_of_service
    lines = [
        _line(scene, (number, code, units, on, place, npi, charges.get(code, "")), said.pop(code, []), withdrawn)
        for code, units in figures.line.codes
    ]
    lines += [_line(scene, (number, code, 0, "", "", npi, ""), found, withdrawn) for code, found in said.items()]
    return ClaimSection(tuple(lines))


def _charges(scene: Scene, figures: Figures) -> dict[str, str]:
    """The charge of each code, as the closing kept it; none where today's table gives another sum than the fee."""
    rules, kept = scene.context.rules.for_month(scene.month), figures.claim.charges
    charges = {item[0]: rules.fee((item,), figures.fee_table) for item in figures.line.codes}
    if kept:
        charges = {code: Decimal(charge) for (code, _), charge in zip(figures.line.codes, kept, strict=True)}
    if sum(charges.values()) != figures.line.fee:
        return {}
    return {code: f"${charge:,.2f}" for code, charge in charges.items()}


def _line(
    scene: Scene,
    of: tuple[str, str, int, str, str, str, str],
    said: _Said,
    withdrawn: dict[str, tuple[Op, OutcomeWithdrawn]],
) -> ClaimLine:
    said.sort(key=lambda item: (item[1].happened_on, item[0].header.ut, item[0].header.e))
    standing = [value for op, value in said if op.header.e not in withdrawn]
    newest = standing[-1] if standing else None
    return ClaimLine(
        *of,
        outcome=STATUSES.get(newest.status, newest.status) if newest else "",
        outcome_on=_day(newest.happened_on) if newest else "",
        amount=f"${newest.amount}" if newest and newest.amount else "",
        reason=newest.reason if newest else "",
        history=tuple(_history(scene, said, withdrawn)),
    )


def _history(scene: Scene, said: _Said, withdrawn: dict[str, tuple[Op, OutcomeWithdrawn]]) -> Iterator[Recorded]:
    for op, value in said:
        parts = (STATUSES.get(value.status, value.status), _day(value.happened_on), value.amount and f"${value.amount}",
                 value.reason)  # fmt: skip
        yield scene.recorded(op, " · ".join(filter(None, parts)))
        if op.header.e in withdrawn:
            back, why = withdrawn[op.header.e]
            scene.resting_on.append(back)
            yield scene.recorded(back, f"Withdrawn: {why.why}")


def _day(text: str) -> str:
    return local_words.day(date.fromisoformat(text)) if text else ""
