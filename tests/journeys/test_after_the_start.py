"""What the program does once it stands: it stops searching for garbage among what stays."""

from __future__ import annotations

import gc

from tests.journeys.conftest import Person
from tests.journeys.test_window import first_run


def test_what_is_there_once_all_is_read_is_searched_no_more(person: Person) -> None:
    first_run(person)
    person.until(lambda: person.entry._warm_up.is_done)
    assert gc.get_freeze_count() > 100_000, "modules, rooms and rows: a search of them holds up whoever types"
