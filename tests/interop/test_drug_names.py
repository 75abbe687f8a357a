"""Drug names: what is known, and what a misspelling may have meant."""

from __future__ import annotations

import pytest

from ccm_desktop.interop.drug_names import is_known, meant


@pytest.mark.parametrize("drug", ["Lisinopril", "METFORMIN 500 MG", "lisinopril/hctz", "Lantus SoloStar"])
def test_a_name_in_the_list_is_known_however_it_is_written(drug: str) -> None:
    assert is_known(drug)


@pytest.mark.parametrize(("drug", "near"), [("Lisinoprill", "lisinopril"), ("metfromin", "metformin"), ("Xyzab", "")])
def test_a_misspelled_one_is_not_and_the_right_one_is_offered(drug: str, near: str) -> None:
    assert not is_known(drug)
    assert meant(drug) == near


@pytest.mark.parametrize("drug", ["", "  ", "💊", "a b c", "x" * 10_000])
def test_what_is_no_name_is_unknown_and_means_nothing(drug: str) -> None:
    assert (is_known(drug), meant(drug)) == (False, "")
