"""kill -9 at random moments between typing into a plan and saving it: what was acknowledged is typed or saved."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ccm_desktop.models import refold
from ccm_desktop.security.passphrase import QUICK_FOR_TESTS
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.entrance import list_users
from ccm_desktop.services.forms import Barrier, Form
from ccm_desktop.services.office import Office
from ccm_desktop.services.plan_drafts import PlanDraft
from ccm_desktop.services.vault import OpenPractice, create_practice, unlock
from tests.services.conftest import LAKESIDE, PASSPHRASE, Demo

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
ROOT = Path(__file__).resolve().parents[2]
_LAST = 3
"""Of these words an undo has taken back the last."""


def opened(folder: Path) -> OpenPractice:
    return unlock(folder, list_users(folder)[0].id, PASSPHRASE, SystemClock(), kdf=QUICK_FOR_TESTS, ticking=False)


def type_and_save(folder: Path, patient: str) -> None:
    """For ever: a word kept as it is typed, then saved as a line; every third one taken back and brought back."""
    office = opened(folder).office
    os.write(1, b"ready\n")
    for number in range(10**9):
        words = f"{os.getpid()}-{number}"
        office.plan_drafts.keep(
            patient, PlanDraft("new", "Barrier", (Form("", Barrier("")),), {(0, "description"): words})
        )
        os.write(1, f"typed {words}\n".encode())
        office.care_plans.save(patient, [Form("", Barrier(words))], place="new")
        os.write(1, f"saved {words}\n".encode())
        if number % _LAST == 0:
            office.care_plans.undo(patient)
            office.care_plans.redo(patient)


def kill_while_typing(folder: Path, patient: str, after: float) -> list[tuple[str, str]]:
    """What was acknowledged before the kill, in order."""
    code = f"import sys; from pathlib import Path; from {__name__} import type_and_save; "
    code += "type_and_save(Path(sys.argv[1]), sys.argv[2])"
    words = [sys.executable, "-c", code, str(folder), patient]
    child = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    time.sleep(after)
    os.kill(child.pid, signal.SIGKILL)
    said = child.stdout.read().split("\n")[:-1]
    child.wait()
    child.stdout.close()
    return [(line.split()[0], line.split()[1]) for line in said]


def standing(office: Office, patient: str) -> tuple[set[str], set[str]]:
    """Words in lines of the plan, and words kept as they were typed."""
    lines = {one.value.description for one in office.care_plans.view(patient).short["barriers"]}
    return lines, {text for one in office.plan_drafts.of(patient) for text in one.texts.values()}


@pytest.mark.faults
def test_fifteen_kills_between_typing_and_saving_lose_no_word(tmp_path: Path) -> None:
    folder, chance = tmp_path / "practice", random.Random(5)
    made = create_practice(folder, LAKESIDE, SystemClock(), QUICK_FOR_TESTS)
    patient = Demo(made, None).patient()  # type: ignore[arg-type]  # the computer's own clock
    made.close()
    saved = 0
    for _ in range(15):
        said = kill_while_typing(folder, patient, chance.uniform(0.0, 0.3))
        practice = opened(folder)
        lines, typed = standing(practice.office, patient)
        done = [words for verb, words in said if verb == "saved"]
        # While the last one is taken back and brought back a kill may find it out; it is in the history then.
        assert set(done[:-1]) <= lines
        assert {words for verb, words in said if verb == "typed"} - {*done} <= lines | typed
        if done and done[-1] not in lines:
            assert practice.office.care_plans.redo(patient).value
            assert done[-1] in standing(practice.office, patient)[0]
        saved += len(done)
        assert refold.verify(practice.office.context.store.vault) == []
        practice.close()
    assert saved > 15
