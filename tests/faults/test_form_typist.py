"""Killed while somebody types into a form beside a plan: the words are there again, in that patient's chart alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.forms import Form, MedicationOrder
from ccm_desktop.services.office import Office
from ccm_desktop.services.vault import create_practice
from tests.faults.test_plan_typist import ROOT, hear, opened
from tests.services.conftest import LAKESIDE, Demo

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
WORDS = "Referred <b>twice</b> & waits"


def start(*words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen([sys.executable, "-m", "tests.faults.form_typist", *words], cwd=ROOT, env=environment,
                            text=True, stdout=subprocess.PIPE)  # fmt: skip


def recorded(office: Office, patient: str) -> dict[str, list[Any]]:
    """What is on record, form by form."""
    return {
        "coordination": [one.entry.about for one in office.coordination.log(patient)],
        "teach_back": [one.words for one in office.teach_backs.of(patient)],
        "instruction": [one.raised.other_says for one in office.instructions.of(patient)],
        "reach": [one for one in (office.contacts.how_to_reach(patient).preferences.value.contact_note,) if one],
        "coverage": [one for one in (office.patients.coverage(patient).value.payer,) if one],
    }


@pytest.mark.parametrize(("form", "what"), [
    ("coordination", "coordination entry"), ("teach_back", "teach-back"), ("instruction", "different instruction"),
    ("reach", "change of how to reach the patient"),
    ("coverage", "coverage"),
])  # fmt: skip
def test_what_was_typed_survives_a_kill_and_reaches_nobody_elses_chart(tmp_path: Path, form: str, what: str) -> None:
    folder = tmp_path / "practice"
    made = create_practice(folder, LAKESIDE, SystemClock(), QUICK_FOR_TESTS)
    demo = Demo(made, None)  # type: ignore[arg-type]  # the computer's own clock
    patient, other = demo.patient(), demo.patient("Adams", "Ann")
    for whose in (patient, other):
        made.office.care_plans.save(whose, [Form("", MedicationOrder("Metoprolol", "25", "mg"))])
    made.close()

    typist = start("type", str(folder), patient, form, WORDS)
    assert hear(typist)["kept"]
    os.kill(typist.pid, signal.SIGKILL)
    typist.communicate()

    between = opened(folder)
    assert recorded(between.office, patient)[form] == [], "nothing of it is on record"
    between.close()

    typist = start("look", str(folder), patient, other, form)
    assert hear(typist) == {"offered_to_other": "", "status": "Draft kept, not saved yet"}
    offered = hear(typist)["offered"]
    assert offered.startswith(f"Not recorded yet: {what} “")
    assert "Referred" in offered
    assert ", from today " in offered
    found = hear(typist)
    assert (found["words"], found["still_offered"]) == (WORDS, "")
    assert "Castillo" in found["who"]
    assert found["message"].startswith("Not recorded yet, from today ")
    assert hear(typist) == {"left": 0, "status": "All changes saved"}
    typist.communicate()

    after = opened(folder)
    assert recorded(after.office, patient)[form] == [WORDS]
    assert recorded(after.office, other)[form] == []
    assert after.office.form_drafts.of(patient) == ()
    after.close()
