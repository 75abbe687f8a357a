"""Programme figures beside the statistics module and beside naive counting."""

from __future__ import annotations

import random
import statistics

import pytest

from ccm_desktop.domain.programme import BANDS, FOUNDATIONS, PatientMonth, band, figures, minutes, percent


def months(chance: random.Random, count: int) -> list[PatientMonth]:
    found = []
    for number in range(count):
        counted = chance.choice([0, 0, chance.randrange(60), chance.randrange(600), chance.randrange(5400)])
        blockers = tuple(key for key in sorted(FOUNDATIONS) if chance.random() < 0.05)
        codes = (("99490", 1),) if counted >= 1200 and not blockers else ()
        found.append(
            PatientMonth(f"p{number}", counted, counted + chance.choice([0, chance.randrange(900)]), codes,
                         blockers or (() if codes else ("B_TIME_UNDER_20",)), (),
                         bool(codes) and chance.random() < 0.7)
        )  # fmt: skip
    return found


@pytest.mark.parametrize("seed", range(40))
def test_every_figure_is_what_counting_by_hand_gives(seed: int) -> None:
    chance = random.Random(seed)
    rows = months(chance, chance.randrange(0, 60))
    others = [f"x{n}" for n in range(chance.randrange(0, 20))]
    eligible = {row.patient: None for row in rows if chance.random() < 0.9} | dict.fromkeys(others)
    found = figures(rows, eligible, 1200)
    seconds = [row.counted_seconds for row in rows]
    assert found.minutes.mean_seconds == (int(statistics.fmean(seconds)) if seconds else None)
    assert found.minutes.median_seconds == (int(statistics.median(seconds)) if seconds else None)
    assert len(found.enrolment.part) == sum(1 for row in rows if row.patient in eligible)
    assert found.enrolment.whole == len(eligible)
    assert set(found.enrolled_only) == {row.patient for row in rows} - set(eligible)
    for share, holds in (
        (found.supported, lambda row: bool(row.codes)),
        (found.capture, lambda row: row.billed),
        (found.foundation, lambda row: not FOUNDATIONS & set(row.blockers)),
        (found.completion, lambda row: row.counted_seconds / 60 >= 20),
    ):
        assert list(share.part) == [row.patient for row in rows if holds(row)]
        assert list(share.rest) == [row.patient for row in rows if not holds(row)]
    assert found.burden.lost_seconds == sum(row.logged_seconds for row in rows) - sum(seconds)
    assert set(found.burden.losing) == {row.patient for row in rows if row.logged_seconds > row.counted_seconds}
    standing = [patient for _, patients in found.minutes.bands for patient in patients]
    assert sorted(standing) == sorted(row.patient for row in rows)


@pytest.mark.parametrize(
    ("clock", "label"),
    [("0:00", "0"), ("0:59", "0"), ("1:00", "1–9"), ("9:59", "1–9"), ("10:00", "10–16"), ("16:59", "10–16"),
     ("17:00", "17–19"), ("19:59", "17–19"), ("20:00", "20–39"), ("39:59", "20–39"), ("40:00", "40–59"),
     ("59:59", "40–59"), ("60:00", "60+"), ("600:00", "60+")],
)  # fmt: skip
def test_a_band_begins_at_its_whole_minute(clock: str, label: str) -> None:
    whole, rest = clock.split(":")
    assert band(int(whole) * 60 + int(rest)) == label


def test_the_bands_stand_in_their_order_and_empty_ones_too() -> None:
    found = minutes({"a": 61, "b": 3600})
    assert [label for label, _ in found.bands] == [label for label, _ in BANDS]
    assert dict(found.bands) == {label: () for label, _ in BANDS} | {"1–9": ("a",), "60+": ("b",)}


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(0, 0, None), (0, 7, 0), (2, 3, 66), (999, 1000, 99), (1000, 1000, 100)]
)
def test_a_percentage_is_cut_and_of_nothing_there_is_none(part: int, whole: int, expected: int | None) -> None:
    assert percent(part, whole) == expected


def test_who_loses_most_stands_first() -> None:
    rows = [PatientMonth("a", 0, 60, (), ()), PatientMonth("b", 0, 900, (), ()), PatientMonth("c", 60, 60, (), ())]
    assert figures(rows, {}, 1200).burden.losing == ("b", "a")
