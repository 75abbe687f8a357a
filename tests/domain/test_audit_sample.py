"""Samples for audits: anybody draws the same ones again."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.audit_sample import RISK, Candidate, draw
from ccm_desktop.domain.errors import BadInput

CROWD = tuple(Candidate(f"patient-{number:03}") for number in range(200))


def _ids(found: tuple[Candidate, ...]) -> list[str]:
    return [candidate.patient for candidate in found]


def test_the_same_seed_draws_the_same_ones_in_whatever_order_they_stand() -> None:
    first = draw(CROWD, 20, "4711", "2026-10")
    assert len(set(_ids(first))) == 20
    assert draw(tuple(reversed(CROWD)), 20, " 4711 ", "2026-10") == first
    assert draw(CROWD, 20, "4712", "2026-10") != first
    assert draw(CROWD, 20, "4711", "2026-11") != first


def test_a_larger_sample_holds_the_smaller_one() -> None:
    assert _ids(draw(CROWD, 50, "x", "2026-10"))[:20] == _ids(draw(CROWD, 20, "x", "2026-10"))


def test_nobody_is_preferred_by_chance() -> None:
    drawn = [one for seed in range(400) for one in _ids(draw(CROWD, 20, str(seed), "2026-10"))]
    often = {one.patient: drawn.count(one.patient) for one in CROWD}
    assert sum(often.values()) == 400 * 20
    assert min(often.values()) > 15  # 40 expected, standard deviation 6
    assert max(often.values()) < 75


def test_a_risk_sample_takes_most_signs_first_and_the_seed_decides_among_equals() -> None:
    risky = Candidate("z", frozenset({"by_hand", "changed"}))
    some = tuple(Candidate(f"s{n}", frozenset({"by_hand"})) for n in range(9))
    found = draw((*CROWD, *some, risky), 6, "1", "2026-10", RISK)
    assert found[0] == risky
    assert set(found[1:]) < set(some)
    assert draw((*CROWD, *some, risky), 6, "2", "2026-10", RISK)[1:] != found[1:]


@pytest.mark.parametrize(("count", "seed", "method", "code"), [
    (0, "1", "random", "sample_size"), (-3, "1", "random", "sample_size"), (5, " ", "random", "sample_seed_missing"),
    (5, "1", "nicest", "sample_method"),
])  # fmt: skip
def test_what_is_no_sample_is_refused(count: int, seed: str, method: str, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        draw(CROWD, count, seed, "2026-10", method)
    assert refused.value.code == code
