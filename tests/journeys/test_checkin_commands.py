"""`ccm checkin`, and its answers to bad input: one sentence, exit code 2, nothing half-done."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.services.forms import Form, SymptomToWatch
from tests.journeys.month_people import Story
from tests.journeys.test_attesting_commands import Terminal, ccm, refused, story

__all__ = ["ccm", "story"]


def begun(story: Story) -> str:
    demo = story.world.demo
    patient = demo.enrolled("Abbott", "Ruth")
    demo.office.care_plans.save(patient, [Form("", SymptomToWatch("Weight up", "Call us", "same_day"))], "Sign")
    story.end()
    return patient


def test_from_the_schedule_to_what_was_done(ccm: Terminal, story: Story) -> None:
    patient = begun(story)
    assert ccm("checkin", "schedule", patient) == "No check-ins.\n"
    assert ccm("checkin", "schedule", patient, "--every", "weekly", "--from", "2020-01-06").startswith(
        "Every week: overdue, 2020-01-06"
    )
    (due,) = ccm.json("checkin", "due")
    assert (due["patient_id"], due["every_days"], due["state"]) == (patient, 7, "overdue")
    asked = ccm.json("checkin", "questions", patient)
    assert [one["ask"] for one in asked][:1] == ["Weight up"]
    said = ccm("checkin", "answer", patient, "1=a little", "--words", "1=two pounds", "--rest-no")
    assert said.startswith("Red. ")
    assert ccm.json("checkin", "due") == []
    (line,) = ccm.json("checkin", "list", patient)
    assert (line["level"], line["is_open"], line["given"][0]["words"]) == ("red", True, "two pounds")
    assert "what was done" in refused(ccm, "task", "done", line["task"])
    assert "put off" in refused(ccm, "task", "snooze", line["task"], "--due", "2099-01-01")
    ccm("task", "done", line["task"], "--outcome", "Doubled the pill")
    assert "Doubled the pill" in ccm("checkin", "list", patient)
    ccm("checkin", "withdraw", line["record_id"], "--because", "Her sister's")
    assert ccm.json("checkin", "list", patient) == []
    assert [one["state"] for one in ccm.json("checkin", "due")] == ["overdue"]
    assert "paused" in ccm("checkin", "schedule", patient, "--pause", "In the hospital")
    assert ccm.json("checkin", "due") == []
    assert [one["state"] for one in ccm.json("checkin", "due", "--all")] == ["paused"]
    assert "Every 10 days" in ccm("checkin", "schedule", patient, "--resume", "--every", "10")
    assert ccm("checkin", "schedule", patient, "--every", "never") == "No check-ins.\n"


def test_bad_input_is_refused_in_one_sentence(ccm: Terminal, story: Story, tmp_path: Path) -> None:
    patient = begun(story)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("patient,date,question,answer\nNobody,2020-01-06,worse,no\n", "utf-8")
    for words, said in (
        (("schedule", patient, "--every", "often"), "count of days"),
        (("schedule", patient, "--every", "0"), "1 to every 90"),
        (("schedule", patient, "--every", "91"), "1 to every 90"),
        (("schedule", patient, "--pause", "Away"), "not asked yet"),
        (("answer", patient), "No question is answered"),
        (("answer", patient, "9=yes"), "not one of this patient's"),
        (("answer", patient, "1=yes", "1=no"), "named twice"),
        (("answer", patient, "1=maybe"), "Use yes, no or little"),
        (("answer", patient, "1=yes", "--on", "2099-01-01"), "still to come"),
        (("withdraw", "nothing", "--because", "So"), "no such check-in"),
        (("import", wrong), "line 2 names a patient that is not here"),
        (("import", tmp_path / "none.csv"), "no file of that name"),
    ):
        assert said in refused(ccm, "checkin", *words), words
    assert ccm.json("checkin", "list", patient) == []
    assert ccm("checkin", "schedule", patient) == "No check-ins.\n"
    wrong.write_text(f"patient,date,question,answer\n{patient},2020-01-06,Weight up,yes\n", "utf-8")
    assert ccm("checkin", "import", wrong) == "1 new (1 red), 0 on record already.\n"
    assert ccm.json("checkin", "import", wrong) == {"new": 0, "unchanged": 1, "levels": {}}
