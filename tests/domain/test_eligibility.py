"""Two chronic conditions are two families, as attested or suggested."""

from __future__ import annotations

from ccm_desktop.domain.eligibility import (
    ConditionFact,
    attested_families,
    chronic_families,
    is_candidate,
)

HYPERTENSION = ConditionFact(("Hypertension",), "yes")
KIDNEY_AND_PRESSURE = ConditionFact(("Hypertension", "Kidney disease"), "yes")
DIABETES = ConditionFact(("Diabetes",), "yes")
SPRAIN = ConditionFact(("Sprain",), "no")


def test_two_codes_of_one_family_are_one_condition() -> None:
    assert chronic_families([HYPERTENSION, HYPERTENSION]) == ("Hypertension",)
    assert not is_candidate([HYPERTENSION, HYPERTENSION])


def test_two_families_make_a_candidate() -> None:
    assert is_candidate([HYPERTENSION, DIABETES])


def test_a_code_of_two_families_counts_for_both() -> None:
    assert is_candidate([KIDNEY_AND_PRESSURE])


def test_what_is_not_known_or_to_be_reviewed_is_not_suggested() -> None:
    for chronic in ("no", "review", "unknown"):
        assert chronic_families([ConditionFact(("Something",), chronic)]) == ()


def test_what_a_person_attested_overrides_the_map() -> None:
    no_longer = ConditionFact(("Diabetes",), "yes", attested=False)
    lasting = ConditionFact(("Sprain",), "no", attested=True)
    assert chronic_families([no_longer, lasting]) == ("Sprain",)


def test_only_what_was_attested_enrols() -> None:
    assert attested_families([HYPERTENSION, DIABETES]) == ()
    assert attested_families([ConditionFact(("Diabetes",), "unknown", True), SPRAIN]) == ("Diabetes",)
