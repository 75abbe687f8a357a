"""Short forms of charts in words, in the language that the rest of the sentence is in."""

from __future__ import annotations

import pytest

from ccm_desktop.reports.plan_words import plain, written_in


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Chest pain or SOB at night", "es", "Chest pain or short of breath at night"),
        ("BP below 130/80 on most days", "es", "Blood pressure below 130/80 on most days"),
        ("Medir la BP en la mañana", "en", "Medir la presión en la mañana"),
        ("Medir la BP en la mañana", "es", "Medir la presión en la mañana"),
        ("Call Dr. de la Cruz on BP", "en", "Call Dr. de la Cruz on blood pressure"),
        ("Bring BP log, Las Palmas", "en", "Bring blood pressure log, Las Palmas"),
        ("HTN", "es", "Presión alta"),
        ("CKD 3", "en", "Kidney disease 3"),
        ("LDL cholesterol below 70", "en", "Bad cholesterol below 70"),
    ],
)
def test_no_sentence_is_half_of_each_language(text: str, language: str, said: str) -> None:
    assert plain(text, language) == said


def test_directions_that_the_table_knows_whole_are_in_the_language_of_the_paper() -> None:
    assert plain("by mouth, twice a day with meals", "es", dosing=True) == "por la boca, 2 veces al día con las comidas"
    assert plain("puffs", "es", dosing=True) == "inhalaciones"
    assert plain("PO BID with food", "es", dosing=True) == "por la boca 2 veces al día con comida"
    assert plain("Take PO with the evening meal", "es", dosing=True) == "Take by mouth with the evening meal"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Walk to the church", "en"), ("Camine con su hija", "es"), ("Lisinopril 20 mg", ""), ("", ""), ("מחר", "")],
)
def test_the_small_words_of_a_text_tell_its_language(text: str, language: str) -> None:
    assert written_in(text) == language
