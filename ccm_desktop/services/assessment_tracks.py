"""How assessments stand: per area the latest, per instrument the line of its scores and when it is due again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from ccm_desktop.domain.calendar import local_day
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments.instrument import AREAS, DUE_AGAIN_DAYS, Instrument
from ccm_desktop.ledger import fold
from ccm_desktop.ledger.payload import kind_of
from ccm_desktop.models.queries import assessments
from ccm_desktop.models.store import Reader
from ccm_desktop.services.assessment_views import (
    AreaAssessments,
    AssessmentLine,
    AssessmentsView,
    AssessmentTrack,
    TrendPoint,
)
from ccm_desktop.services.context import Context
from ccm_desktop.services.forms import AssessmentResult, AssessmentStanding, Form
from ccm_desktop.services.people import people_of

_POINTS = 24
"""A trend longer than two years of months says no more."""


def view_of(context: Context, reader: Reader, patient: str, instruments: Sequence[Instrument]) -> AssessmentsView:
    """All areas of a patient, within a view of the file."""
    names = {person.id: person.title for person in people_of(reader)}
    today = local_day(context.clock.now(), context.zone_of(reader)).isoformat()
    known = {one.key: one for one in instruments}
    groups: dict[str, list[AssessmentLine]] = {}
    for entity in assessments.of_patient(reader.connection, patient):
        line = line_of(reader, names, patient, entity)
        groups.setdefault(line.result.value.track, []).append(line)
    tracks = [_track(key, lines, known, today) for key, lines in groups.items() if any(one.holds for one in lines)]
    gone = [line for lines in groups.values() if not any(one.holds for one in lines) for line in lines]
    areas = tuple(_area(area, title, [one for one in tracks if one.area == area]) for area, title in AREAS.items())
    return AssessmentsView(patient, areas, tuple(gone))


def line_of(reader: Reader, names: Mapping[str, str], patient: str, entity: str) -> AssessmentLine:
    """One assessment with its forms and the versions that were corrected."""
    result = _form(reader, AssessmentResult, entity, names)
    standing = _form(reader, AssessmentStanding, entity, names)
    if result is None:
        raise BadInput("assessment_unknown", "There is no such assessment.", "Choose one from the list.")
    kind = kind_of(AssessmentResult).name
    past = [op for op in reversed(reader.history(entity)) if op.header.k == kind and op.id not in result.heads]
    versions = [(fold.understood(op), names.get(op.header.act, ""), op.header.ut // 1000) for op in past]
    earlier = tuple((value, by, at) for value, by, at in versions if value is not None)
    # The other half of an assessment may still be on its way from another computer.
    return AssessmentLine(entity, patient, result, standing or Form(entity, AssessmentStanding()), earlier)


def _track(key: str, lines: Sequence[AssessmentLine], known: Mapping[str, Instrument], today: str) -> AssessmentTrack:
    holding = [line for line in lines if line.holds]
    value = holding[0].result.value
    instrument = known.get(value.instrument.partition("@")[0])
    trend = tuple(_points(reversed(holding)))[-_POINTS:]
    due = due_on(value, instrument)
    return AssessmentTrack(
        key, value.area, value.title or "In words", holding[0], trend, _span(instrument, trend),
        _change(instrument, trend), due, due <= today, tuple(lines),
    )  # fmt: skip


def due_on(result: AssessmentResult, instrument: Instrument | None) -> str:
    """When it is to be asked again: by its band, else by its instrument, else in a year."""
    days = instrument.repeat_days if instrument else DUE_AGAIN_DAYS
    for band in instrument.bands if instrument else ():
        if band.key == result.band and band.repeat_days:
            days = band.repeat_days
    return (date.fromisoformat(result.assessed_on) + timedelta(days=days)).isoformat()


def _points(lines: Iterable[AssessmentLine]) -> Iterable[TrendPoint]:
    for line in lines:
        value = line.result.value
        if value.score:  # of `24/30` the first figure; what it is out of is the same each time
            yield TrendPoint(value.assessed_on, float(value.score.partition("/")[0]), value.positive)


def _span(instrument: Instrument | None, trend: Sequence[TrendPoint]) -> tuple[float, float]:
    scores = [point.score for point in trend] or [0.0]
    measured = instrument is None or any(one.measure for one in instrument.questions)
    if instrument is not None and not measured:
        return instrument.span
    return 0.0, max(scores) or 1.0


def _change(instrument: Instrument | None, trend: Sequence[TrendPoint]) -> str:
    if len(trend) < 2:
        return ""
    before, last = trend[-2].score, trend[-1].score
    if last == before:
        return "Unchanged"
    if instrument is None:
        return "Higher than before" if last > before else "Lower than before"
    return "Better than before" if (last > before) == instrument.high_is_good else "Worse than before"


def _area(area: str, title: str, tracks: Sequence[AssessmentTrack]) -> AreaAssessments:
    latest = max(
        (track.latest for track in tracks),
        key=lambda line: (line.result.value.assessed_on, line.assessment_id), default=None,
    )  # fmt: skip
    due = min((track.due_on for track in tracks), default="")
    return AreaAssessments(area, title, latest, due, any(track.overdue for track in tracks), tuple(tracks))


def _form(reader: Reader, cls: Any, entity: str, names: Mapping[str, str]) -> Form[Any] | None:
    held = reader.held(cls, entity)
    if held is None:
        return None
    return Form(entity, held.value, held.heads, held.others, names.get(held.by, ""), held.at_ms // 1000)
