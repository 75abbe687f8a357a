"""Scores and bands against a table written by hand from the publications, at every edge and over random answers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccm_desktop.domain.errors import BadInput
from ccm_desktop.domain.instruments.instrument import AREAS, ENTERED_BY_HAND, Instrument
from ccm_desktop.domain.instruments.scoring import Subject, in_figures, score, words_of
from ccm_desktop.interop.call_scripts import load_scripts
from ccm_desktop.interop.instruments import load_instruments

ALL = {one.key: one for one in load_instruments([protocol.key for protocol in load_scripts().protocols])}

PUBLISHED: dict[str, tuple[int, int, tuple[tuple[int, int, str, bool], ...]]] = {
    # questions, most points of one, then from, to, band, whether something is to be done
    "phq2": (2, 3, ((0, 2, "negative", False), (3, 6, "positive", True))),
    "gad2": (2, 3, ((0, 2, "negative", False), (3, 6, "positive", True))),
    "phq9": (9, 3, ((0, 4, "minimal", False), (5, 9, "mild", False), (10, 14, "moderate", True),
                    (15, 19, "moderately_severe", True), (20, 27, "severe", True))),
    "gad7": (7, 3, ((0, 4, "minimal", False), (5, 9, "mild", False), (10, 14, "moderate", True),
                    (15, 21, "severe", True))),
    "phq4": (4, 3, ((0, 2, "normal", False), (3, 5, "mild", False), (6, 8, "moderate", True),
                    (9, 12, "severe", True))),
    "adl": (6, 1, ((0, 2, "severe", True), (3, 5, "moderate", True), (6, 6, "full", False))),
    "iadl": (8, 1, ((0, 4, "dependent", True), (5, 7, "partly", True), (8, 8, "independent", False))),
    "steadi": (3, 1, ((0, 0, "low", False), (1, 3, "at_risk", True))),
}  # fmt: skip
EDGES = [
    (key, total, band, acted)
    for key, (_, _, bands) in PUBLISHED.items()
    for low, high, band, acted in bands
    for total in sorted({low, high})
]


def scored_keys(instrument: Instrument) -> list[str]:
    return [one.key for one in instrument.questions if one.key != "difficulty"]


def answers_for(instrument: Instrument, points: list[int]) -> dict[str, str]:
    """The option that counts so many points, question by question."""
    given_ = {}
    for key, value in zip(scored_keys(instrument), points, strict=True):
        question = instrument.question(key)
        assert question is not None
        given_[key] = next(option.key for option in question.options if option.value == value)
    return given_


def points_to(total: int, count: int, most: int) -> list[int]:
    """As early as possible, so that the last question of the PHQ-9 stays 0 for long."""
    points = []
    for _ in range(count):
        points.append(min(most, total))
        total -= points[-1]
    assert total == 0
    return points


@pytest.mark.parametrize(("key", "total", "band", "acted"), EDGES)
def test_every_edge_of_every_band_is_as_published(key: str, total: int, band: str, acted: bool) -> None:
    count, most, _ = PUBLISHED[key]
    found = score(ALL[key], answers_for(ALL[key], points_to(total, count, most)))
    assert found.value == total
    assert found.band is not None
    assert (found.band.key, found.band.positive) == (band, acted)


@pytest.mark.parametrize("key", PUBLISHED)
@given(data=st.data())
def test_random_answers_are_scored_as_the_table_says(key: str, data: st.DataObject) -> None:
    count, most, bands = PUBLISHED[key]
    points = data.draw(st.lists(st.integers(0, most), min_size=count, max_size=count))
    found = score(ALL[key], answers_for(ALL[key], points))
    assert found.band is not None
    (expected,) = [band for low, high, band, _ in bands if low <= sum(points) <= high]
    assert (found.value, found.band.key, found.missing) == (sum(points), expected, ())
    assert (found.answered, found.of) == (count, count)


def test_the_table_speaks_of_all_that_is_summed() -> None:
    assert set(PUBLISHED) == set(ALL) - {"ahc_hrsn", "tug", "chair_stand"}
    for key, (count, most, bands) in PUBLISHED.items():
        assert len(scored_keys(ALL[key])) == count
        assert ALL[key].span == (0, count * most) == (bands[0][0], bands[-1][1])


class TestPhq9WithoutSomeAnswers:
    """One or two of the first eight may be missing and are estimated; never the ninth, never more."""

    @given(
        points=st.lists(st.integers(0, 3), min_size=9, max_size=9),
        gone=st.sets(st.integers(0, 7), min_size=1, max_size=2),
    )
    def test_up_to_two_are_taken_as_the_mean_of_the_others(self, points: list[int], gone: set[int]) -> None:
        keys = scored_keys(ALL["phq9"])
        answers = answers_for(ALL["phq9"], points)
        kept = [points[n] for n in range(9) if n not in gone]
        found = score(ALL["phq9"], {key: answers[key] for n, key in enumerate(keys) if n not in gone})
        exact = Fraction(sum(kept) * 9, len(kept))
        assert found.value is not None
        assert abs(Fraction(int(found.value)) - exact) <= Fraction(1, 2)
        assert found.estimated == len(gone)
        assert f"estimated, {len(gone)} not answered" in found.words

    @pytest.mark.parametrize(
        ("points", "expected"),
        [
            ([1, 1, 1, 1, 1, 1, 1, 0], 8),  # 7 of 8 answers: 7.875
            ([2, 2, 2, 2, 2, 2, 1, 0], 15),  # 13 of 8 answers: 14.625
            ([1, 1, 1, 1, 0, 0, 0, 0], 5),  # 4 of 8 answers: exactly 4.5, up
        ],
    )
    def test_the_estimate_is_rounded_to_the_nearest_half_up(self, points: list[int], expected: int) -> None:
        keys = [key for key in scored_keys(ALL["phq9"]) if key != "interest"]
        answers = {key: str(value) for key, value in zip(keys, points, strict=True)}
        assert score(ALL["phq9"], answers).value == expected

    def test_three_missing_have_no_score(self) -> None:
        keys = scored_keys(ALL["phq9"])
        found = score(ALL["phq9"], dict.fromkeys(keys[3:], "1"))
        assert (found.value, found.band, found.words) == (None, None, "")
        assert found.missing == ("interest", "down", "sleep")
        assert (found.answered, found.so_far) == (6, 6)

    def test_the_ninth_is_never_estimated(self) -> None:
        found = score(ALL["phq9"], dict.fromkeys(scored_keys(ALL["phq9"])[:8], "0"))
        assert (found.value, found.missing) == (None, ("self_harm",))

    def test_how_difficult_things_are_counts_nothing_and_may_be_left_out(self) -> None:
        answers = dict.fromkeys(scored_keys(ALL["phq9"]), "0")
        assert score(ALL["phq9"], answers | {"difficulty": "3"}) == score(ALL["phq9"], answers)


@pytest.mark.parametrize("key", sorted(set(ALL) - {"phq9"}))
def test_no_other_instrument_may_miss_an_answer(key: str) -> None:
    instrument = ALL[key]
    whole = {
        one.key: "20" if one.measure else next(iter(one.options)).key for one in instrument.questions if one.scored
    }
    assert score(instrument, whole).value is not None
    for gone in whole:
        found = score(instrument, {key: value for key, value in whole.items() if key != gone})
        assert (found.value, found.missing) == (None, (gone,))


@pytest.mark.parametrize(("answer", "flags"), [("0", ()), ("1", ("self_harm",)), ("3", ("self_harm",))])
def test_any_thought_of_self_harm_opens_the_protocol_whatever_the_score(answer: str, flags: tuple[str, ...]) -> None:
    answers = dict.fromkeys(scored_keys(ALL["phq9"]), "0") | {"self_harm": answer}
    whole = score(ALL["phq9"], answers)
    assert whole.flags == flags
    assert whole.positive is bool(flags)
    assert score(ALL["phq9"], {"self_harm": answer}).flags == flags  # also before the others are asked


def test_each_half_of_the_phq4_is_positive_from_three() -> None:
    anxious = score(ALL["phq4"], {"nervous": "2", "worry": "1", "interest": "1", "down": "1"})
    assert [one.band.positive for one in anxious.scales] == [True, False]
    assert anxious.positive
    assert [one.words for one in anxious.follow] == ["Ask all questions of the GAD-7"]
    assert not score(ALL["phq4"], {"nervous": "2", "worry": "0", "interest": "1", "down": "1"}).positive


NO_NEEDS = {"housing": "0", "home_problems": "0", "food_worry": "0", "food_lack": "0", "transport": "n",
            "utilities": "n", "safety": "n"}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "needs"),
    [
        ({}, set()),
        ({"housing": "1"}, {"Living situation"}),
        ({"housing": "2"}, {"Living situation"}),
        ({"home_problems": "27"}, {"Living situation"}),
        ({"housing": "1", "home_problems": "4"}, {"Living situation"}),
        ({"food_worry": "1"}, {"Food"}),
        ({"food_lack": "2"}, {"Food"}),
        ({"transport": "y"}, {"Transportation"}),
        ({"utilities": "s"}, {"Utilities"}),
        ({"utilities": "y", "transport": "y", "food_worry": "2"}, {"Utilities", "Transportation", "Food"}),
        ({"safety": "y"}, {"Safety"}),
    ],
)
def test_social_needs_are_counted_by_domain(changed: dict[str, str], needs: set[str]) -> None:
    found = score(ALL["ahc_hrsn"], NO_NEEDS | changed)
    assert found.value == len(needs)
    assert {one.title for one in found.scales if one.band.positive} == needs
    assert found.positive is bool(needs)
    assert found.flags == (("unsafe_home",) if "Safety" in needs else ())


@pytest.mark.parametrize(
    ("seconds", "acted"), [("11.9", False), ("12", True), ("12.0", True), ("30", True), ("7", False)]
)
def test_the_timed_walk_is_a_risk_from_twelve_seconds(seconds: str, acted: bool) -> None:
    found = score(ALL["tug"], {"seconds": seconds})
    assert found.band is not None
    assert (in_figures(found.value or 0), found.band.positive) == (seconds.removesuffix(".0"), acted)


BELOW_AVERAGE = {  # less than so many stands, men and women
    (60, 64): (14, 12), (65, 69): (12, 11), (70, 74): (12, 10), (75, 79): (11, 10), (80, 84): (10, 9),
    (85, 89): (8, 8), (90, 94): (7, 4),
}  # fmt: skip


@pytest.mark.parametrize("age", range(60, 95))
def test_chair_stands_are_judged_by_age_and_sex(age: int) -> None:
    (limits,) = [both for (low, high), both in BELOW_AVERAGE.items() if low <= age <= high]
    for sex, least in zip(("male", "female"), limits, strict=True):
        for stands, key in ((least - 1, "below"), (least, "average")):
            found = score(ALL["chair_stand"], {"stands": str(stands)}, Subject(sex, age))
            assert found.band is not None
            assert found.band.key == key


@pytest.mark.parametrize(
    "who", [Subject(), Subject("female"), Subject("other", 70), Subject("male", 59), Subject("male", 95)]
)
def test_without_a_norm_the_stands_are_kept_and_not_judged(who: Subject) -> None:
    found = score(ALL["chair_stand"], {"stands": "9"}, who)
    assert (found.value, found.band, found.positive) == (9, None, False)
    assert found.words == "No norm for this age and sex"


@pytest.mark.parametrize(
    ("key", "question", "answer"),
    [
        ("phq9", "sleep", "4"),
        ("phq9", "sleep", "01"),
        ("phq9", "sleep", " "),
        ("phq9", "sleep", "-1"),
        ("ahc_hrsn", "home_problems", "01"),
        ("ahc_hrsn", "home_problems", "11"),
        ("ahc_hrsn", "home_problems", "19"),
        ("ahc_hrsn", "transport", "yn"),
        ("tug", "seconds", "0"),
        ("tug", "seconds", "301"),
        ("tug", "seconds", "12.55"),
        ("tug", "seconds", "nan"),
        ("tug", "seconds", "1e2"),
        ("tug", "seconds", "１２"),
        ("chair_stand", "stands", "9.5"),
        ("chair_stand", "stands", "61"),
        ("chair_stand", "stands", "-1"),
    ],
)
def test_what_is_no_answer_is_refused_with_those_there_are(key: str, question: str, answer: str) -> None:
    with pytest.raises(BadInput) as told:
        score(ALL[key], {question: answer})
    label = next(one.label for one in ALL[key].questions if one.key == question)
    assert f"“{label}”" in told.value.what


def test_a_question_that_is_not_asked_is_named() -> None:
    with pytest.raises(BadInput, match="PHQ-2 has no question sleep"):
        score(ALL["phq2"], {"sleep": "1"})


@given(st.dictionaries(st.sampled_from([*NO_NEEDS, "x"]), st.text(max_size=3)))
def test_any_answers_are_scored_or_refused(answers: dict[str, str]) -> None:
    try:
        found = score(ALL["ahc_hrsn"], answers)
    except BadInput:
        return
    assert 0 <= found.answered <= found.of == 7
    assert (found.value is None) == bool(found.missing)


def test_answers_are_told_in_words() -> None:
    home, time = ALL["ahc_hrsn"].question("home_problems"), ALL["tug"].question("seconds")
    assert home is not None
    assert time is not None
    assert words_of(home, "24") == "Mold; Lack of heat"
    assert words_of(time, "12.5") == "12.5 seconds"


def test_everything_positive_leads_somewhere() -> None:
    for instrument in ALL.values():
        assert instrument.area in AREAS
        positive = [band for band in instrument.bands if band.positive]
        assert positive
        scaled = [band for scale in instrument.scales for band in scale.bands if band.positive]
        flagged = {one.flag for one in instrument.questions if one.flag}
        assert all(band.follow for band in positive) or all(band.follow or flagged for band in scaled)


def test_of_licensed_forms_only_names_are_shipped() -> None:
    shipped = {one.title.casefold() for one in ALL.values()}
    for names in ENTERED_BY_HAND.values():
        assert shipped.isdisjoint(name.casefold() for name in names)
