"""One look at a patient's monthly summary: composed from today's records, beside what was approved and given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ccm_desktop.domain import month_summary
from ccm_desktop.domain.calendar import Month, from_epoch, local_day
from ccm_desktop.domain.errors import Refusal
from ccm_desktop.domain.month_summary import (
    AFTER_HOURS,
    DRAFT,
    GIVEN,
    GONE_OVER,
    PHONE,
    WORDS,
    Approval,
    Standing,
    SummaryLine,
)
from ccm_desktop.domain.plan_number import marked
from ccm_desktop.ledger.payloads.month_sign import month_entity
from ccm_desktop.ledger.payloads.month_summary import SummaryEdit
from ccm_desktop.ledger.payloads.patient import EarlierEnrolment, PatientProgram
from ccm_desktop.models.queries import month_summary as queries
from ccm_desktop.models.queries import transcripts
from ccm_desktop.models.store import Held, Reader
from ccm_desktop.reports.plan_words import language_of
from ccm_desktop.reports.reading_grade import measure
from ccm_desktop.services import local_words
from ccm_desktop.services.context import Context
from ccm_desktop.services.paper_remarks import Remark, reading_words
from ccm_desktop.services.people import people_of
from ccm_desktop.services.plan_copies import COPY_METHODS
from ccm_desktop.services.plan_scene import PlanScene
from ccm_desktop.services.summary_lines import SummaryComposer
from ccm_desktop.services.summary_views import ApprovedVersion, GivenRecord, SummaryView

_WITHOUT_WORDS = (PHONE, AFTER_HOURS)


def look(context: Context, reader: Reader, patient: str, month: Month, language: str = "") -> SummaryView:
    """Of a month of the enrollment that has begun; `language` instead of the one chosen for it."""
    scene = PlanScene(context, reader, patient)
    _require_month(context, reader, patient, month)
    held = reader.held(SummaryEdit, month_entity(patient, str(month)))
    edit = held.value if held else SummaryEdit(str(month))
    spoken = language or edit.language or language_of(scene.contact.language) or "en"
    found = SummaryComposer(context, reader, scene, month, spoken).lines()
    lines = tuple(line for line in found if line.key not in edit.left_out)
    if edit.words:
        lines = (*lines, SummaryLine(WORDS, edit.words))
    versions = _versions(reader, patient, month)
    standing = month_summary.standing(lines, spoken, [
        Approval(one.id, one.language, one.lines, bool(one.given)) for one in versions
    ])  # fmt: skip
    reading = grade_of(lines, spoken)
    return SummaryView(
        patient_id=patient, name=scene.name, month=month, language=spoken, chosen=edit.language, lines=lines,
        left_out=tuple(line for line in found if line.key in edit.left_out), words=edit.words,
        heads=_heads(held), undecided=bool(held and held.others), state=standing.state,
        told=_told(standing, versions, context.zone_of(reader)), new=standing.new, gone=standing.gone,
        seen=month_summary.digest(patient, str(month), spoken, lines), current=standing.approval, versions=versions,
        transcripts=tuple(_with_transcript(reader, patient, found)), reading=reading.words,
        reading_is_warning=reading.is_warning,
    )  # fmt: skip


def grade_of(lines: tuple[SummaryLine, ...], language: str) -> Remark:
    """How hard all of it is to read: our own words too, for they are on the paper."""
    return reading_words(measure([line.text for line in lines if line.part not in _WITHOUT_WORDS], language))


def _with_transcript(
    reader: Reader, patient: str, lines: tuple[SummaryLine, ...]
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Each line once, with the first of its contacts that has one."""
    there = {row.contact for row in transcripts.of_patient(reader.connection, patient) if row.withdrawn is None}
    for line in lines if there else ():
        contact = next((source for source in line.sources if source in there), "")
        if contact:
            yield line.key, contact


def _heads(held: Held[SummaryEdit] | None) -> tuple[str, ...]:
    return held.heads if held else ()


def _require_month(context: Context, reader: Reader, patient: str, month: Month) -> None:
    """Refused for a month to come, and for one in which the patient was not in the program."""
    if month.first_day > local_day(from_epoch(context.now()), context.zone_of(reader)):
        raise Refusal("month_to_come", f"{month.title} has not begun.", "Choose a month that has.")
    held = reader.held(PatientProgram, patient)
    now = held.value if held else PatientProgram()
    spans = (*now.earlier, EarlierEnrolment(now.started_on, now.ended_on))
    first, last = month.first_day.isoformat(), month.last_day.isoformat()
    if not any(one.started_on and one.started_on <= last and not "" < one.ended_on < first for one in spans):
        raise Refusal("not_enrolled_then", f"The patient was not in the program in {month}.",
                      "Choose a month of the enrollment.")  # fmt: skip


def _versions(reader: Reader, patient: str, month: Month) -> tuple[ApprovedVersion, ...]:
    names = {person.id: person.title for person in people_of(reader)}
    given: dict[str, list[GivenRecord]] = {}
    for row in queries.given(reader.connection, patient, str(month)):
        record = GivenRecord(row.id, row.given_at, COPY_METHODS.get(row.how, row.how), names.get(row.person, ""))
        given.setdefault(row.approval, []).append(record)
    return tuple(
        ApprovedVersion(
            row.id, marked(row.id, row.number), row.language, row.at // 1000, row.signer,
            GONE_OVER.get(row.gone_over, row.gone_over), row.sha256,
            tuple(SummaryLine(part, text, tuple(sources)) for part, text, sources in json.loads(row.lines)),
            tuple(given.get(row.id, ())),
        )
        for row in queries.approved(reader.connection, patient, str(month))
    )  # fmt: skip


def _told(standing: Standing, versions: tuple[ApprovedVersion, ...], zone: ZoneInfo) -> str:
    """`Given Nov 3, 2026, printed (version 1-3f2a)`, or what became of the last version."""
    last = next((one for one in versions if one.id == standing.approval), None)
    if last is None:
        return "Nobody approved it yet."
    approved = f"Version {last.called} was approved by {last.signer}, {local_words.instant(last.at, zone)}"
    gave = last.given[-1] if last.given else None
    given = f"Version {last.called} was given {_day(gave.at, zone)}, {gave.how.lower()}" if gave else ""
    if standing.state == GIVEN:
        return f"{given}."
    if standing.state != DRAFT:
        return f"{approved}."
    return f"{given or approved}. It changed since, so it is a draft again."


def _day(at: int, zone: ZoneInfo) -> str:
    return local_words.day(local_day(from_epoch(at), zone))
