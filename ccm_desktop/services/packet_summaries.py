"""Gathers what an audit packet tells of the patient's monthly summary: what was approved, and that it was given.

Of a closed month states and totals are those of its closing; what came later is told as such (docs/decisions/0006).
"""

from __future__ import annotations

from collections import Counter, defaultdict

from ccm_desktop.domain.month_summary import GONE_OVER, SummaryLine, digest
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.ledger.op import Op
from ccm_desktop.ledger.payloads.month_summary import SummaryApproved, SummaryGiven, SummaryWithdrawn
from ccm_desktop.reports.packet_beside_values import SummaryCopy, SummarySection, SummaryVersion
from ccm_desktop.reports.packet_values import Recorded
from ccm_desktop.services.packet_scene import Scene
from ccm_desktop.services.plan_copies import COPY_METHODS

_HOLDS, _WITHDRAWN, _LATER = "Holds", "Withdrawn", "Recorded after the month was closed"
_Gone = dict[str, tuple[Op, SummaryWithdrawn]]


def summary_section(scene: Scene, patient: str) -> SummarySection:
    """Of this month, whenever it was written: a summary is made in the days after its month."""
    gone = {value.record: (op, value) for op, value in scene.facts(SummaryWithdrawn, patient)}
    copies: dict[str, list[SummaryCopy]] = defaultdict(list)
    for op, given in scene.facts(SummaryGiven, patient):
        if given.month == str(scene.month):
            copies[given.approval].append(_copy(scene, op, given, gone))
    lines = tuple(
        _version(scene, patient, op, value, gone, tuple(copies[op.header.e]))
        for op, value in scene.facts(SummaryApproved, patient)
        if value.month == str(scene.month)
    )
    return SummarySection(
        tuple(Counter(line.state for line in lines).items()),
        tuple(Counter(copy.state for line in lines for copy in line.given).items()),
        lines,
    )


def _version(
    scene: Scene, patient: str, op: Op, value: SummaryApproved, gone: _Gone, given: tuple[SummaryCopy, ...]
) -> SummaryVersion:  # fmt: skip
    state, withdrawn = _standing(scene, op, gone)
    lines = tuple(SummaryLine(part, text, tuple(sources)) for part, text, sources in value.lines)
    return SummaryVersion(
        marked(op.header.e, value.number), value.language, GONE_OVER.get(value.gone_over, value.gone_over),
        tuple((line.part, line.text) for line in lines), value.sha256,
        digest(patient, value.month, value.language, lines) == value.sha256, state, withdrawn, given,
        value.signer, scene.moment(op.header.ut // 1000), op.id,
    )  # fmt: skip


def _copy(scene: Scene, op: Op, value: SummaryGiven, gone: _Gone) -> SummaryCopy:
    state, withdrawn = _standing(scene, op, gone)
    return SummaryCopy(
        scene.moment(value.given_at), COPY_METHODS.get(value.how, value.how), state, withdrawn,
        scene.name(op.header.act), scene.moment(op.header.ut // 1000), op.id,
    )  # fmt: skip


def _standing(scene: Scene, op: Op, gone: _Gone) -> tuple[str, Recorded | None]:
    """The state as the closing had it, and how it was taken back, whenever that was."""
    taken = gone.get(op.header.e)
    scene.resting_on.extend((op, *((taken[0],) if taken else ())))
    withdrawn = scene.recorded(taken[0], taken[1].reason) if taken else None
    if not scene.knows(op):
        return _LATER, withdrawn
    return (_WITHDRAWN if taken and scene.knows(taken[0]) else _HOLDS), withdrawn
