"""One patient's month for a reviewer: every entry, whether it counted, and why."""

from __future__ import annotations

from collections.abc import Sequence

from ccm_desktop.domain.progress import Progress, Unobserved
from ccm_desktop.reports.documents import Amendment, CountedEntry, EntryPart, PatientMonth
from ccm_desktop.reports.front import facts, figures, masthead, signatures
from ccm_desktop.reports.grid import Column, Detail, Grid, Row
from ccm_desktop.reports.layout import GREY, Sheets
from ccm_desktop.reports.lettering import BOLD
from ccm_desktop.reports.press import Titles, printed
from ccm_desktop.reports.wording import clock, codes, count, day, joined

TITLE = "Patient month"
_STATEMENT = "I reviewed the entries above, what counted and the codes of this month."
_ENTRIES = (
    Column("When", 78, bold=True),
    Column("Who", 120),
    Column("Activity and outcome", 205),
    Column("Recorded", 54, right=True),
    Column("Counted", 54, right=True, bold=True),
)
_CONDITIONS = (Column("Condition", 400), Column("ICD-10-CM", 100))
_LANES = (Column("Whose time", 240), Column("Counted", 70, right=True, bold=True))


def render_patient_month(document: PatientMonth, progress: Progress | None = None) -> bytes:
    """The PDF; `Cancelled` raised by `progress` leaves nothing behind."""
    progress = progress or Unobserved()
    sheets = Sheets()
    masthead(sheets, "Chronic care management", TITLE, document.imprint)
    _patient(sheets, document)
    _decision(sheets, document)
    _evidence(sheets, document)
    _entries(sheets, document, progress)
    _sources_cited(sheets, document)
    signers = (("Billing practitioner", document.practitioner), ("Reviewer", document.reviewer))
    signatures(sheets, _STATEMENT, signers)
    title = joined((TITLE, document.imprint.month_title), " — ")
    running = joined((document.patient_name, document.mrn, title))
    subject = "Chronic care management: every entry of one patient's month and why it counted"
    return printed(sheets.pages, Titles(title, subject, running), document.imprint, progress)


def _patient(sheets: Sheets, document: PatientMonth) -> None:
    sheets.gap(6)
    sheets.text(document.patient_name, 14, BOLD)
    sheets.gap(2)
    practitioner = joined((document.practitioner, document.practitioner_npi and f"NPI {document.practitioner_npi}"))
    facts(
        sheets,
        (
            ("Born", day(document.born)),
            ("MRN", document.mrn or "none"),
            ("Medicare number", document.medicare_id or "not on file"),
            ("Billing practitioner", practitioner or "not named"),
        ),
    )
    sheets.gap(4)


def _decision(sheets: Sheets, document: PatientMonth) -> None:
    not_counted = document.recorded_seconds - document.counted_seconds
    sheets.rule()
    figures(
        sheets,
        (
            (f"{sum(item.units for item in document.codes):,}", "code units"),
            (clock(document.counted_seconds), "time counted"),
            (clock(not_counted), "time not counted"),
            (clock(document.recorded_seconds), "time recorded"),
        ),
    )
    sheets.heading("Decision")
    facts(
        sheets,
        (
            ("Codes and units", codes(document.codes) or "none"),
            ("Date of service", document.service_date or "none"),
            ("Place of service", document.place_of_service or "none"),
            ("Rules", document.imprint.rule_version),
        ),
    )
    for label, sentences in (("Blocks billing", document.blockers), ("To review", document.warnings)):
        if sentences:
            facts(sheets, ((label, "\n".join(sentences)),))
    sheets.gap(6)
    with sheets.column(0, 330):
        Grid(sheets, _LANES).rows(
            [Row((lane, clock(seconds))) for lane, seconds in document.counted_by_lane.items()]
            + [Row(("All counted time", clock(document.counted_seconds)))]
        )


def _evidence(sheets: Sheets, document: PatientMonth) -> None:
    consent, plan = document.consent, document.care_plan
    sheets.heading("Consent")
    facts(
        sheets,
        (
            ("State", joined((consent.status, consent.given_at, consent.method))),
            ("Recorded by", consent.recorded_by or "not recorded"),
            ("The patient was told", "\n".join(consent.elements) or "nothing is recorded"),
        ),
    )
    sheets.heading("Conditions")
    if document.conditions:
        Grid(sheets, _CONDITIONS).rows([Row((item.name, item.icd10)) for item in document.conditions])
    else:
        sheets.text("No condition is on file.", 9.5)
    sheets.heading("Care plan in force")
    facts(
        sheets,
        (
            ("Version", joined((plan.version, plan.saved_at and f"saved {plan.saved_at}", plan.saved_by))),
            ("What changed", plan.change or "Nothing is recorded."),
        ),
    )


def _entries(sheets: Sheets, document: PatientMonth, progress: Progress) -> None:
    sheets.heading(f"Time entries ({len(document.entries):,})")
    if not document.entries:
        sheets.text("No time is recorded this month.", 9.5)
        return
    sheets.text(
        f"{count(len(document.entries), 'entry', 'entries')}: {clock(document.recorded_seconds)} recorded, "
        f"{clock(document.counted_seconds)} counted. Times are the practice's local time.",
        9,
        grey=GREY,
    )
    total = len(document.entries)
    sources = _sources(document)
    Grid(sheets, _ENTRIES, details_from=1).rows(
        [_entry(entry, sources) for entry in document.entries], lambda done: progress.report(done, total)
    )


def _sources_cited(sheets: Sheets, document: PatientMonth) -> None:
    sources = _sources(document)
    if sources:
        sheets.heading("Sources", keep=30)
        facts(
            sheets,
            [(f"[{number}]", source) for number, source in enumerate(sources, start=1)],
            label_width=24,
        )


def _entry(entry: CountedEntry, sources: Sequence[str]) -> Row:
    cells = (
        f"{entry.day}\n{entry.starts} –\n{entry.ends}",
        f"{joined((entry.who, entry.credential), ', ')}\n{entry.lane}",
        "\n".join(part for part in (joined((entry.activity, entry.outcome)), entry.source) if part),
        clock(entry.seconds),
        clock(entry.counted_seconds),
    )
    details = [Detail(entry.note or "No note.")]
    details += [Detail(_why(part, sources), bold=not part.counted) for part in entry.parts]
    details += [Detail(_change(amendment)) for amendment in entry.amendments]
    return Row(cells, details)


def _why(part: EntryPart, sources: Sequence[str]) -> str:
    verdict = "Counted" if part.counted else "Not counted"
    source = f"[{sources.index(part.citation) + 1}]" if part.citation else ""
    return f"{verdict} {clock(part.seconds)}: {joined((part.reason, source), ' ')}"


def _sources(document: PatientMonth) -> list[str]:
    """Every citation once, in the order of its first use."""
    return list(dict.fromkeys(part.citation for entry in document.entries for part in entry.parts if part.citation))


def _change(amendment: Amendment) -> str:
    return (
        f"Changed {amendment.changed_at} by {amendment.changed_by}. "
        f"Original: {amendment.before}. Now: {amendment.after}. Reason: {amendment.reason or 'none given'}"
    )
