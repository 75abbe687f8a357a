"""Fee tables: a look before keeping, one table a month, the lead alone, and what a month is judged by."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from ccm_desktop.domain.billing.fees import fee_words
from ccm_desktop.domain.calendar import Month
from ccm_desktop.domain.errors import BadInput, Problem, Refusal
from ccm_desktop.ledger.payloads.fees import FeeTable
from ccm_desktop.services.changes import Changed
from ccm_desktop.services.fee_tables import FeePreview, FeeSource
from ccm_desktop.services.forms import Form, GoalText, InterventionText, PlanReview
from ccm_desktop.services.time_entries import NewTime
from tests.fee_files import LOCALITIES, VALUES, gpci_file, row, rvu_file
from tests.services.conftest import Demo

OCTOBER = Month(2026, 10)


@pytest.fixture
def files(tmp_path: Path) -> FeeSource:
    (tmp_path / "PPRRVU2026_Oct_nonQPP.csv").write_bytes(rvu_file())
    (tmp_path / "GPCI2026.csv").write_bytes(gpci_file())
    return FeeSource(tmp_path / "PPRRVU2026_Oct_nonQPP.csv", tmp_path / "GPCI2026.csv", "FL-04")


def settle_in(demo: Demo, setting: str) -> None:
    form = demo.office.people.practice()
    demo.office.people.save_practice(replace(form, value=replace(form.value, setting=setting)))


def billable(demo: Demo) -> str:
    """A patient with everything, and twenty minutes and a second today."""
    office, patient = demo.office, demo.attested()
    office.enrolment.enrol(patient, last_seen_on="2026-09-01")
    office.enrolment.record_consent(patient, demo.consent(at=demo.now - 7200))
    condition = office.care_plans.view(patient).problems[0].code.entity
    goal = GoalText("Blood pressure below 130/80", condition, target="below 130/80")
    (entity,) = office.care_plans.save(patient, [Form("", goal)]).value
    office.care_plans.save(patient, [Form("", InterventionText("Home log", goal=entity))])
    review = office.care_plans.view(patient).review
    office.care_plans.save(patient, [replace(review, value=PlanReview("2027-01-14"))])
    office.care_plans.copy_given(patient, office.care_plans.view(patient).versions[0].version_id, "printed")
    work = NewTime(patient, demo.now - 1201, demo.now, "care_plan", "Goals reviewed", "Timer was off")
    office.time.approve(office.time.add(work).value)
    return patient


def amounts(preview: FeePreview) -> dict[str, Decimal]:
    return {line.code: line.amount for line in preview.lines}


def refusal(demo: Demo, source: FeeSource) -> Problem:
    with pytest.raises(Problem) as found:
        demo.office.fees.preview(source)
    assert demo.office.fees.tables() == ()
    return found.value


def test_a_look_shows_the_locality_beside_the_shipped_figure_and_keeps_nothing(demo: Demo, files: FeeSource) -> None:
    preview = demo.office.fees.preview(files)
    # By hand: (1.00*1.000 + 0.91*1.025 + 0.07*2.309) * 33.4009 = 69.9547…
    (line,) = [one for one in preview.lines if one.code == "99490"]
    assert (line.amount, line.shipped, preview.setting) == (Decimal("69.95"), Decimal("66.13"), "non-facility")
    assert preview.table.name == "2026 October Release, MIAMI, FL (09102-04)"
    assert demo.office.fees.tables() == ()
    assert demo.office.fees.prices(OCTOBER).words == "national, not your locality"


def test_a_hospital_clinic_is_shown_and_judged_by_the_facility_rate(demo: Demo, files: FeeSource) -> None:
    settle_in(demo, "hospital_outpatient")
    preview = demo.office.fees.preview(replace(files, gpci=None, locality=""))
    assert preview.setting == "facility"
    assert amounts(preview)["99490"] == Decimal("43.76")
    demo.office.fees.keep(preview, use=True)
    prices = demo.office.fees.prices(OCTOBER)
    assert prices.rules.fee((("99490", 1),), prices.schedule) == Decimal("43.76")
    settle_in(demo, "office")
    prices = demo.office.fees.prices(OCTOBER)
    assert prices.rules.fee((("99490", 1),), prices.schedule) == Decimal("66.13")


def test_a_rural_health_clinic_has_no_locality(demo: Demo, files: FeeSource) -> None:
    table = demo.office.fees.keep(demo.office.fees.preview(files), use=True).value
    settle_in(demo, "rhc")
    assert demo.office.fees.prices(OCTOBER).version == ""
    with pytest.raises(Refusal, match="national rate"):
        demo.office.fees.preview(files)
    national = demo.office.fees.preview(replace(files, gpci=None, locality=""))
    demo.office.fees.keep(national, use=True)
    assert demo.office.fees.prices(OCTOBER).words == "2026 October Release, national"
    assert [line.id for line in demo.office.fees.tables() if line.in_use] != [table]


def test_keeping_is_not_yet_using(demo: Demo, files: FeeSource) -> None:
    kept = demo.office.fees.keep(demo.office.fees.preview(files))
    assert kept.changed == Changed.PRACTICE | Changed.TIME
    assert demo.office.fees.prices(OCTOBER).version == ""
    demo.office.fees.use(kept.value)
    (line,) = demo.office.fees.tables()
    prices = demo.office.fees.prices(OCTOBER)
    assert (line.in_use, prices.version, prices.words) == (True, line.version, line.table.name)
    demo.office.fees.use_shipped()
    assert demo.office.fees.prices(OCTOBER).words == "national, not your locality"
    assert [one.in_use for one in demo.office.fees.tables()] == [False]


def test_a_table_without_locality_still_says_that_it_is_not_the_practices_own(demo: Demo, files: FeeSource) -> None:
    preview = demo.office.fees.preview(replace(files, gpci=None, locality="", name="Our table"))
    demo.office.fees.keep(preview, use=True)
    assert demo.office.fees.prices(OCTOBER).words == "Our table, national"


def test_the_month_is_judged_and_labelled_by_the_table_in_use(demo: Demo, files: FeeSource) -> None:
    assert fee_words(*demo.office.month_end.board(OCTOBER).fee_schedules) == "national, not your locality"
    demo.office.fees.keep(demo.office.fees.preview(files), use=True)
    assert demo.office.month_end.board(OCTOBER).fee_schedules == ("2026 October Release, MIAMI, FL (09102-04)",)


def test_no_month_has_two_tables(demo: Demo, files: FeeSource) -> None:
    fees = demo.office.fees
    whole = fees.keep(fees.preview(replace(files, name="Whole year")), use=True).value
    late = fees.keep(fees.preview(replace(files, name="From October", effective_from="2026-10")), use=True).value
    assert [line.id for line in fees.tables() if line.in_use] == [late]
    assert fees.prices(Month(2026, 9)).version == ""
    assert fees.prices(OCTOBER).words == "From October"
    fees.use(whole)
    assert [line.id for line in fees.tables() if line.in_use] == [whole]


def test_a_new_version_leaves_the_old_one_to_the_months_that_were_judged_by_it(demo: Demo, files: FeeSource) -> None:
    fees = demo.office.fees
    named = replace(files, name="Miami")
    table = fees.keep(fees.preview(named), use=True).value
    before = fees.prices(OCTOBER)
    values = {**VALUES, "99490": ("2.00", "0.91", "0.24", "0.07")}
    named.values.write_bytes(rvu_file([row(code, values=parts) for code, parts in values.items()]))
    preview = fees.preview(named)
    assert (preview.replaces, preview.is_known) == (table, False)
    assert fees.keep(preview).value == table
    now = fees.prices(OCTOBER)
    assert now.version != before.version
    with demo.office.context.reading() as reader:
        kept, new = reader.version(before.version), reader.version(now.version)
    assert isinstance(kept, FeeTable)
    assert isinstance(new, FeeTable)
    assert (kept.amounts["99490"], new.amounts["99490"]) == ("69.95", "103.36")


def test_a_table_of_another_year_does_not_take_over_a_name(demo: Demo, files: FeeSource, tmp_path: Path) -> None:
    fees, older = demo.office.fees, tmp_path / "PPRRVU2025.csv"
    older.write_bytes(rvu_file(year=2025))
    fees.keep(fees.preview(FeeSource(older, name="Ours, national")), use=True)
    with pytest.raises(BadInput) as refused:
        fees.preview(replace(files, gpci=None, locality="", name="Ours, national"))
    assert refused.value.code == "fee_table_name"
    assert fees.prices(Month(2025, 6)).words == "Ours, national"


def test_the_same_files_again_change_nothing(demo: Demo, files: FeeSource) -> None:
    fees = demo.office.fees
    first = fees.keep(fees.preview(files)).value
    version = fees.tables()[0].version
    again = fees.preview(files)
    assert (again.is_known, fees.keep(again).value) == (True, first)
    assert fees.tables()[0].version == version


def test_only_the_lead_keeps_and_chooses(demo: Demo, files: FeeSource) -> None:
    fees = demo.office.fees
    preview = fees.preview(files)
    table = fees.keep(preview).value
    demo.office.context.person = demo.biller
    for command in (
        lambda: fees.keep(preview),
        lambda: fees.use(table),
        fees.use_shipped,
    ):
        with pytest.raises(Refusal, match="Only the practice lead"):
            command()
    assert [line.in_use for line in fees.tables()] == [False]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"locality": ""}, "locality_missing"),
        ({"gpci": None}, "locality_missing"),
        ({"locality": "FL-99"}, "locality_unknown"),
        ({"name": "national-nonfacility-2026"}, "fee_table_name"),
        ({"effective_from": "2025-12"}, "fees_wrong_year"),
        ({"effective_from": "October"}, "month_unreadable"),
        ({"values": Path("nowhere.csv")}, "fees_missing"),
        ({"gpci": Path("nowhere.csv")}, "fees_missing"),
    ],
)
def test_what_does_not_fit_is_refused_before_anything_is_kept(
    demo: Demo, files: FeeSource, change: dict[str, object], code: str
) -> None:
    assert refusal(demo, replace(files, **change)).code == code  # type: ignore[arg-type]


def test_a_file_of_another_year_is_refused(demo: Demo, files: FeeSource) -> None:
    files.values.write_bytes(rvu_file(year=2031))
    assert "there are rules for" in refusal(demo, replace(files, gpci=None, locality="")).what
    files.values.write_bytes(rvu_file())
    assert files.gpci is not None
    files.gpci.write_bytes(gpci_file(LOCALITIES, year=2025))
    problem = refusal(demo, files)
    assert (problem.code, "of 2025" in problem.what) == ("fees_wrong_year", True)


def test_a_folder_is_no_file(demo: Demo, files: FeeSource) -> None:
    assert refusal(demo, replace(files, values=files.values.parent)).code == "fees_unreadable"


def test_a_table_that_is_not_here_cannot_be_used(demo: Demo) -> None:
    for attempt in (demo.office.fees.use, demo.office.fees.find):
        with pytest.raises(BadInput, match="no"):
            attempt("nobody")


def test_a_table_of_2025_holds_in_2025_alone(demo: Demo, files: FeeSource) -> None:
    files.values.write_bytes(rvu_file(year=2025))
    preview = demo.office.fees.preview(replace(files, gpci=None, locality=""))
    assert {line.code: line.shipped for line in preview.lines}["99490"] == Decimal("60.49")
    demo.office.fees.keep(preview, use=True)
    assert demo.office.fees.prices(Month(2025, 12)).words == "2025 October Release, national"
    assert demo.office.fees.prices(Month(2026, 1)).words == "national, not your locality"


def test_the_sum_of_a_month_is_by_the_table(demo: Demo, files: FeeSource) -> None:
    patient = billable(demo)
    assert [line.fee for line in demo.office.month_end.board(OCTOBER).lines] == [Decimal("66.13")]
    demo.office.fees.keep(demo.office.fees.preview(files), use=True)
    board = demo.office.month_end.board(OCTOBER)
    assert [(line.patient_id, line.fee) for line in board.lines] == [(patient, Decimal("69.95"))]
    assert board.totals.fee == Decimal("69.95")


def test_a_year_without_rules_has_no_table_in_force_and_says_so(demo: Demo) -> None:
    found = demo.office.fees.in_force(Month(2027, 1))
    assert (found.name, found.words) == ("", "no fees yet. No rule tables for 2027.")
    assert demo.office.fees.in_force(OCTOBER).words == "national, not your locality"
