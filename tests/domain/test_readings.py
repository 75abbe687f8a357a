"""What can be typed as a reading, and when one lies outside a limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain import reading_limits as rules
from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.reading_limits import Earlier, Limit, Outside, Slot
from ccm_desktop.domain.readings import KINDS, measured, of_code, typed

TODAY = date(2026, 11, 20)


def outside(
    kind: str, value: str, unit: str = "", *, own: dict[str, str] | None = None, families: tuple[str, ...] = ()
) -> list[str]:
    """Keys of the limits that a reading breaks."""
    limits = rules.in_force(kind, own or {}, {}, families)
    return [one.limit.slot.key for one in rules.judge(measured(kind, value, unit).figures, TODAY, limits)]


@pytest.mark.parametrize(
    ("line", "kind", "value", "unit"),
    [
        ("184/96", "blood_pressure", "184/96", "mmHg"),
        ("bp 184/96", "blood_pressure", "184/96", "mmHg"),
        (" BP  128/76 mmHg ", "blood_pressure", "128/76", "mmHg"),
        ("wt 187.5", "weight", "187.5", "lb"),
        ("187 lbs", "weight", "187", "lb"),
        ("84 kg", "weight", "84", "kg"),
        ("o2 91", "oxygen", "91", "%"),
        ("SpO2 91 %", "oxygen", "91", "%"),
        ("p 110", "pulse", "110", "/min"),
        ("pulse 110 bpm", "pulse", "110", "/min"),
        ("temp 38.2 C", "temperature", "38.2", "°C"),
        ("101.2 F", "temperature", "101.2", "°F"),
        ("glucose 250", "glucose", "250", "mg/dL"),
        ("5.5 mmol/L", "glucose", "5.5", "mmol/L"),
        ("peak flow 320", "peak_flow", "320", "L/min"),
        ("a1c 7.2", "a1c", "7.2", "%"),
    ],
)
def test_one_line_says_what_was_measured(line: str, kind: str, value: str, unit: str) -> None:
    found = typed(line)
    assert (found.kind, found.value, found.unit) == (kind, value, unit)


@pytest.mark.parametrize("line", ["", "91", "91 %", "bp", "bp high", "128/76 sitting well", "wt 187 187", "x 4", "128/",
                                  "١٢٨/٧٦", "bp 128/76; wt 190", "-5 lb", "1e3 lb"])  # fmt: skip
def test_what_is_not_clear_is_not_guessed(line: str) -> None:
    with pytest.raises(BadInput):
        typed(line)


@pytest.mark.parametrize(
    ("kind", "lowest", "highest", "step"),
    [("weight", "55", "660", "0.1"), ("glucose", "20", "600", "1"), ("oxygen", "50", "100", "1"),
     ("pulse", "20", "250", "1"), ("temperature", "86", "113", "0.1"), ("peak_flow", "50", "900", "1")],
)  # fmt: skip
def test_a_figure_that_cannot_be_believed_is_refused_just_beyond_what_can(
    kind: str, lowest: str, highest: str, step: str
) -> None:
    for sound in (lowest, highest):
        assert measured(kind, sound).value == sound
    for wrong in (Decimal(lowest) - Decimal(step), Decimal(highest) + Decimal(step)):
        with pytest.raises(BadInput) as refused:
            measured(kind, str(wrong))
        assert refused.value.code == "reading_implausible"


@pytest.mark.parametrize("value", ["300/90", "49/40", "250/201", "120/19", "90/90", "80/90"])
def test_pressures_that_cannot_be_are_refused(value: str) -> None:
    with pytest.raises(BadInput) as refused:
        measured("blood_pressure", value)
    assert refused.value.code == "reading_implausible"


def test_a_meter_beyond_its_range_is_kept_as_it_shows_and_judged_beyond_every_limit() -> None:
    high, low = typed("glucose hi"), measured("glucose", "LO")
    assert (high.value, high.unit, low.value, low.unit) == ("HI", "", "LO", "")
    assert outside("glucose", "HI") == ["glucose_very_high"]
    assert outside("glucose", "LO") == ["glucose_very_low"]
    assert rules.checked("glucose", {"glucose_very_high": "600", "glucose_very_low": "20"})
    assert high.figures[0] > 600
    assert low.figures[0] < 20
    with pytest.raises(BadInput):
        typed("pulse hi")


def test_units_are_judged_as_one_and_kept_as_they_were_said() -> None:
    assert measured("weight", "100", "kg").figures == (Decimal("220.462"),)
    assert measured("temperature", "38", "°C").figures == (Decimal("100.4"),)
    assert measured("weight", "100", "kg").unit == "kg"
    with pytest.raises(BadInput) as refused:
        measured("weight", "13", "stone")
    assert refused.value.code == "reading_unit"


@pytest.mark.parametrize(
    ("kind", "within", "beyond", "key"),
    [
        ("blood_pressure", "139/80", "140/80", "systolic_high"),
        ("blood_pressure", "180/80", "181/80", "systolic_very_high"),
        ("blood_pressure", "90/60", "89/60", "systolic_low"),
        ("blood_pressure", "130/89", "130/90", "diastolic_high"),
        ("blood_pressure", "139/120", "139/121", "diastolic_very_high"),
        ("glucose", "70", "69", "glucose_low"),
        ("glucose", "54", "53", "glucose_very_low"),
        ("glucose", "250", "251", "glucose_high"),
        ("glucose", "299", "300", "glucose_very_high"),
        ("oxygen", "92", "91", "oxygen_low"),
        ("oxygen", "89", "88", "oxygen_very_low"),
        ("pulse", "100", "101", "pulse_high"),
        ("pulse", "50", "49", "pulse_low"),
        ("temperature", "100", "100.1", "temperature_high"),
        ("temperature", "95", "94.9", "temperature_low"),
    ],
)
def test_a_figure_at_its_limit_lies_within(kind: str, within: str, beyond: str, key: str) -> None:
    assert key not in outside(kind, within)
    assert key in outside(kind, beyond)


def test_only_the_limit_further_out_is_told_and_the_most_urgent_first() -> None:
    assert outside("blood_pressure", "184/96") == ["systolic_very_high", "diastolic_high"]
    assert outside("glucose", "45") == ["glucose_very_low"]
    assert outside("peak_flow", "60") == [], "nobody's own best is known"
    assert outside("peak_flow", "239", own={"peak_flow_low": "240"}) == ["peak_flow_low"]


def gains(taken: str, before: dict[int, str], family: str = "Heart failure") -> list[str]:
    """`before`: weight so many days ago."""
    limits = rules.in_force("weight", {}, {}, (family,))
    earlier = [Earlier(TODAY - timedelta(days=days), Decimal(weight)) for days, weight in before.items()]
    return [one.limit.slot.key for one in rules.judge((Decimal(taken),), TODAY, limits, earlier)]


def test_a_weaker_limit_set_further_out_hides_no_urgent_one() -> None:
    assert outside("oxygen", "80", own={"oxygen_low": "85"}) == ["oxygen_very_low"]


def test_weight_is_compared_with_the_days_before_for_heart_failure() -> None:
    assert gains("183", {1: "180"}) == []
    assert gains("183.1", {1: "180"}) == ["gain_day"]
    assert gains("183.1", {2: "180"}) == []
    assert gains("185", {7: "180"}) == []
    assert gains("185.1", {7: "180"}) == ["gain_week"]
    assert gains("185.1", {8: "180"}) == []
    assert gains("185.1", {1: "180", 7: "190"}) == ["gain_day", "gain_week"]
    assert gains("180", {1: "190"}) == []
    assert gains("190", {1: "180"}, "Hypertension") == [], "the default is for heart failure"


def test_the_patients_limit_goes_before_the_practices_and_both_before_the_default() -> None:
    def of(own: dict[str, str], practice: dict[str, str]) -> tuple[str, str]:
        found = {one.slot.key: one for one in rules.in_force("oxygen", own, practice, ())}
        one = found.get("oxygen_low")
        return (str(one.value), one.whose) if one is not None else ("", "")

    assert of({}, {}) == ("92", "default")
    assert of({}, {"oxygen_low": "90"}) == ("90", "practice")
    assert of({"oxygen_low": "88"}, {"oxygen_low": "90"}) == ("88", "patient")
    assert of({"oxygen_low": "none"}, {"oxygen_low": "90"}) == ("", "")
    assert of({"oxygen_low": "much"}, {}) == ("", ""), "what a newer program wrote sets nothing here"


def test_words_say_figure_limit_and_whose() -> None:
    found = rules.judge(measured("blood_pressure", "184/96").figures, TODAY,
                        rules.in_force("blood_pressure", {"diastolic_high": "90"}, {}, ()))  # fmt: skip
    assert rules.told("Blood pressure", "184/96", "mmHg", found, "blood_pressure") == (
        "Blood pressure 184/96 mmHg: systolic over the default limit of 180; diastolic over this patient's limit of 90"
    )
    slot = rules.slot_of("weight", "gain_day")
    gain = Outside(Limit(slot, Decimal(3), "practice"), Decimal("4.5"), date(2026, 11, 19))
    assert rules.told("Weight", "184.5", "lb", (gain,), "weight") == (
        "Weight 184.5 lb: up 4.5 since Nov 19, over the practice's limit of 3 in a day"
    )


def test_words_never_diagnose() -> None:
    for kind, slots in rules.SLOTS.items():
        for slot in slots:
            limit = Limit(slot, Decimal(100), "default")
            said = rules.told(KINDS[kind].title, "1", "", (Outside(limit, Decimal(1)),), kind).casefold()
            assert not any(word in said for word in ("hyper", "hypo", "fever", "crisis", "failure", "emergency")), said


def test_the_same_day_ends_with_it_and_24_hours_are_24_hours_when_clocks_change() -> None:
    zone = ZoneInfo("America/New_York")
    late = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)  # 11:30 PM in New York
    assert rules.due("same_day", late, zone) == ("2026-11-20", "")
    assert rules.due("day", late, zone) == ("2026-11-21", "23:30")
    before_change = datetime(2026, 10, 31, 16, 0, tzinfo=UTC)  # noon; clocks go back in the night
    assert rules.due("day", before_change, zone) == ("2026-11-01", "11:00")


def test_limits_are_set_as_figures_or_none() -> None:
    assert rules.checked("oxygen", {"oxygen_low": " 90 ", "oxygen_very_low": "None"}) == {
        "oxygen_low": "90", "oxygen_very_low": "none",
    }  # fmt: skip
    assert rules.checked("oxygen", {"oxygen_low": ""}) == {}
    for wrong in ({"oxygen_low": "49"}, {"oxygen_low": "ninety"}, {"oxygen_low": "1e2"}, {"pulse_low": "50"},
                  {"oxygen_low": "NaN"}, {"oxygen_low": "٩٠"}):  # fmt: skip
        with pytest.raises(BadInput):
            rules.checked("oxygen", wrong)


def test_every_default_says_where_it_comes_from_and_can_be_set_again() -> None:
    for kind, slots in rules.SLOTS.items():
        for slot in slots:
            assert slot.source
            assert rules.title_of(kind, slot)
            if slot.default is not None:
                assert rules.checked(kind, {slot.key: str(slot.default)}) == {slot.key: str(slot.default)}


def test_codes_of_other_systems_mean_the_same() -> None:
    assert [of_code(code) for code in ("85354-9", "55284-4", "2345-7", "3141-9", "2708-6", "", "4548-4", "718-7")] == [
        "blood_pressure", "blood_pressure", "glucose", "weight", "oxygen", "", "a1c", "",
    ]  # fmt: skip


FIGURES = st.integers(0, 40).map(lambda n: Decimal(n) / 2)
SLOT = st.builds(
    lambda side, urgent, part, number: Slot(
        f"{side}{number}", side, "same_day" if urgent else "day", None, "", part if side != "gain" else 0,
        number + 1 if side == "gain" else 0,
    ),
    st.sampled_from(("over", "under", "gain")), st.booleans(), st.integers(0, 1), st.integers(0, 3),
)  # fmt: skip
LIMITS = st.lists(st.builds(Limit, SLOT, FIGURES, st.sampled_from(("patient", "practice", "default"))), max_size=6)
BEFORE = st.lists(
    st.builds(lambda ago, figure: Earlier(TODAY - timedelta(days=ago), figure), st.integers(0, 6), FIGURES)
)


def naive(
    figures: tuple[Decimal, Decimal], limits: list[Limit], before: list[Earlier]
) -> set[tuple[str, int, int, bool, Decimal]]:
    """Side, part, days, urgency and limit of everything broken, weaker limits left out; by plain loops."""
    broken = set()
    for limit in limits:
        slot = limit.slot
        if slot.side == "gain":
            past = [e.figure for e in before if 0 <= (TODAY - e.on).days <= slot.days]
            is_broken = any(figures[0] - figure > limit.value for figure in past)
        elif slot.side == "over":
            is_broken = figures[slot.part] > limit.value
        else:
            is_broken = figures[slot.part] < limit.value
        if is_broken:
            broken.add((slot.side, slot.part, slot.days, slot.urgency == "same_day", limit.value))
    left = set()
    for one in broken:
        rivals = [other for other in broken if other[:3] == one[:3]]
        if any(other[3] for other in rivals):
            rivals = [other for other in rivals if other[3]]
        values = [other[4] for other in rivals]
        if one in rivals and one[4] == (min(values) if one[0] == "under" else max(values)):
            left.add(one)
    return left


@given(st.tuples(FIGURES, FIGURES), LIMITS, BEFORE)
def test_the_rule_is_what_plain_loops_say(
    figures: tuple[Decimal, Decimal], limits: list[Limit], before: list[Earlier]
) -> None:
    found = rules.judge(figures, TODAY, limits, before)
    slots = [(one.limit.slot, one.limit.value) for one in found]
    told = {(slot.side, slot.part, slot.days, slot.urgency == "same_day", value) for slot, value in slots}
    assert told == naive(figures, limits, before)
    urgent = [one.limit.slot.urgency == "same_day" for one in found]
    assert urgent == sorted(urgent, reverse=True)
    assert rules.urgency_of(found) == ("" if not found else "same_day" if any(urgent) else "day")


def test_the_page_of_the_documentation_names_every_limit_as_it_is() -> None:
    page = (Path(__file__).parents[2] / "docs" / "readings.md").read_text(encoding="utf-8")
    for kind, slots in rules.SLOTS.items():
        for slot in slots:
            row = next(line for line in page.splitlines() if line.startswith(f"| `{slot.key}` |"))
            default = "none" if slot.default is None else str(slot.default)
            assert f"| {slot.side} {default} | {rules.URGENCIES[slot.urgency].lower()} |" in row
            assert slot.source in row
            assert KINDS[kind].title in row
    for key in KINDS:
        assert f"| `{key}` |" in page
