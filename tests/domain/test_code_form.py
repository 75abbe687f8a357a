"""The form of typed clinical codes; the examples are published concepts."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.code_form import rxnorm_fault, snomed_fault


@pytest.mark.parametrize(
    "code",
    [
        "",
        "38341003",  # hypertensive disorder
        "44054006",  # type 2 diabetes mellitus
        "433144002",  # chronic kidney disease stage 3
        "10901000087102",  # of an extension
    ],
)
def test_concepts_of_snomed(code: str) -> None:
    assert snomed_fault(code) == ""


@pytest.mark.parametrize(
    "code", ["38341004", "38341030", "3834100", "038341003", "I10", "38341003 ", "1" * 19, "٣٨٣٤١٠٠٣"]
)
def test_what_is_none_is_told(code: str) -> None:
    assert "SNOMED" in snomed_fault(code)


@pytest.mark.parametrize(("code", "sound"), [("", True), ("314077", True), ("6809", True), ("0123", False),
                                             ("123456789", False), ("lisinopril", False)])  # fmt: skip
def test_numbers_of_rxnorm(code: str, sound: bool) -> None:
    assert (rxnorm_fault(code) == "") is sound
