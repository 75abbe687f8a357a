"""Own words belong to one person on one device; a chart adds its names for as long as it is open."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput, FileProblem
from ccm_desktop.interop import word_list
from ccm_desktop.ledger.payloads.patient import PatientContact
from ccm_desktop.services.forms import Caregiver, CareTeamMember, Form
from ccm_desktop.services.spelling import MOST_WORDS, SpellingService, read_dictionary
from tests.services.conftest import Demo


def spelling_of(demo: Demo) -> SpellingService:
    return SpellingService(demo.office.context, demo.office.care_plans)


def test_own_words_come_back_and_are_nobody_elses(demo: Demo) -> None:
    spelling = spelling_of(demo)
    assert spelling.add("Pillpal").value == ("pillpal",)
    assert spelling.add("Zumba’s").value == ("pillpal", "zumba")
    assert spelling.add("zumba").value == ("pillpal", "zumba")
    demo.opened.close()
    demo.reopen()
    assert spelling_of(demo).own_words() == ("pillpal", "zumba")
    other = replace(demo.office.context, person=demo.biller)
    assert SpellingService(other, demo.office.care_plans).own_words() == ()


def test_a_word_taken_out_is_gone_from_the_file_and_was_never_in_the_ledger(demo: Demo) -> None:
    def rows(table: str) -> list[Any]:
        with demo.office.context.reading() as reader:
            return list(reader.connection.exec_driver_sql(f"SELECT * FROM {table}"))

    before = rows("op")
    spelling_of(demo).add("Quiñones")
    assert [row.word for row in rows("person_word")] == ["quinones"]
    spelling_of(demo).keep(())
    assert rows("person_word") == []
    assert rows("op") == before


def test_a_list_without_end_is_refused_and_the_old_one_stays(demo: Demo) -> None:
    spelling_of(demo).add("pillpal")
    for words in (["x" * 41], [""], [f"w{n}" for n in range(MOST_WORDS + 1)]):
        with pytest.raises(BadInput, match="at most"):
            spelling_of(demo).keep(words)
    assert spelling_of(demo).own_words() == ("pillpal",)


def test_names_of_the_chart_are_right_and_of_no_other(demo: Demo) -> None:
    castillo, other = demo.patient("Castillo-Reyna", "María"), demo.patient("Wojcik", "Ewa")
    plans = demo.office.care_plans
    plans.save(castillo, [Form("", CareTeamMember("Dr. Nkechi Obi", organization="Lakeview Podiatry"))])
    plans.save(castillo, [Form("", Caregiver("Basia Kowalczyk", "daughter"))])
    names = spelling_of(demo).of_charts([castillo]).names
    assert names >= {"castillo", "reyna", "maria", "nkechi", "obi", "lakeview", "basia", "kowalczyk", "reyes"}
    assert "wojcik" not in names
    assert {"castillo", "wojcik"} <= spelling_of(demo).of_charts([castillo, other]).names


def test_a_patients_own_words_are_expected_in_their_language(demo: Demo) -> None:
    patient, patients = demo.patient(), demo.office.patients
    expected = {"": True, "English": True, "en-US": True, "Spanish": False, "es": False, "Vietnamese": False}
    found = {}
    for language in expected:
        patients.save(replace(patients.contact(patient), value=PatientContact(language=language)))
        found[language] = spelling_of(demo).of_charts([patient]).in_english
    assert found == expected


@pytest.mark.parametrize("fault", [OSError("gone"), EOFError(), zlib.error("damaged"), ValueError("cut short")])
def test_a_dictionary_that_cannot_be_read_is_told_in_words(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def damaged(*_: Any) -> bytes:
        raise fault

    word_list.english.cache_clear()
    monkeypatch.setattr("spellchecker.spellchecker.pkgutil.get_data", damaged)
    with pytest.raises(FileProblem, match="write as before"):
        read_dictionary()
