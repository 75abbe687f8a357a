"""Killed while somebody types into a plan: after unlocking it is offered again, and overwrites nobody."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.forms import Form, GoalText
from ccm_desktop.services.vault import OpenPractice, create_practice, unlock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
ROOT = Path(__file__).resolve().parents[2]


def start(*words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen([sys.executable, "-m", "tests.faults.plan_typist", *words], cwd=ROOT, env=environment,
                            text=True, stdout=subprocess.PIPE)  # fmt: skip


def hear(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def opened(folder: Path) -> OpenPractice:
    return unlock(folder, list_users(folder)[0].id, PASSPHRASE, SystemClock(), kdf=QUICK_FOR_TESTS, ticking=False)


def goal_of(practice: OpenPractice, patient: str) -> Form[GoalText]:
    return practice.office.care_plans.view(patient).problems[0].goals[0].text


def test_what_was_typed_survives_a_kill_and_meets_what_was_saved_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "practice"
    made = create_practice(folder, LAKESIDE, SystemClock(), QUICK_FOR_TESTS)
    demo = Demo(made, None)  # type: ignore[arg-type]  # the computer's own clock
    patient = demo.patient()
    problem = demo.problem(patient, "Essential hypertension", "I10")
    (goal,) = made.office.care_plans.save(patient, [Form("", GoalText("Walk", problem))]).value
    made.close()

    typist = start("type", str(folder), patient, goal, "30 minutes <b>daily</b>")
    assert "kept here" in hear(typist)["status"]
    os.kill(typist.pid, signal.SIGKILL)
    typist.communicate()

    elsewhere = opened(folder)
    form = goal_of(elsewhere, patient)
    assert form.value.target == ""  # nothing of it is in the plan
    elsewhere.office.care_plans.save(patient, [replace(form, value=replace(form.value, target="45 minutes"))])
    elsewhere.close()

    typist = start("look", str(folder), patient)
    found = hear(typist)
    assert found["offered"] == "Not saved yet: Goal “Walk”."
    assert found["target"] == "30 minutes <b>daily</b>"
    assert found["message"].startswith("Not saved yet.")
    assert hear(typist) == {"left": 0}
    typist.communicate()

    after = opened(folder)
    both = goal_of(after, patient)
    assert {both.value.target, *(one.target for one in both.others)} == {"30 minutes <b>daily</b>", "45 minutes"}
    assert after.office.plan_drafts.of(patient) == ()
    after.close()
