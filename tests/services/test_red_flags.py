"""Who is told of a red flag in this practice, and what a call does with it."""

from __future__ import annotations

from typing import Any

import pytest

from ccm_desktop.domain.errors import BadInput, Refusal
from tests.services.conftest import Demo


def chest_pain(demo: Demo) -> Any:
    (found,) = [one for one in demo.office.calls.preview(demo.enrolled()).call.protocols if one.key == "chest_pain"]
    return found


def test_the_escalation_goes_where_the_practice_says(demo: Demo) -> None:
    patient = demo.enrolled()
    demo.office.red_flags.route(demo.office.red_flags.routes()[0], "chest_pain", "routine", "lead")
    session = demo.office.timer.start(patient, anyway=True).value
    call = demo.office.calls.begin(patient, session).call.raise_flag("chest_pain")
    demo.office.calls.keep(patient, session, call)
    protocol = demo.office.calls.begin(patient, session).call.protocol("chest_pain")
    outcome = next(one.key for one in protocol.outcomes if one.escalates)
    demo.office.calls.close_flag(patient, session, protocol, outcome)
    (line,) = demo.office.escalations.list(patient=patient)
    assert (line.level, line.target) == ("routine", "lead")


def test_other_flags_stay_as_shipped(demo: Demo) -> None:
    before = {one.key: (one.level, one.target) for one in demo.office.calls.protocols()}
    demo.office.red_flags.route(
        demo.office.red_flags.routes()[0], demo.office.calls.protocols()[1].key, "routine", "lead"
    )
    assert (chest_pain(demo).level, chest_pain(demo).target) == before["chest_pain"]


@pytest.mark.parametrize(("flag", "level", "target"), [
    ("no_such_flag", "urgent", "lead"), ("chest_pain", "later", "lead"), ("chest_pain", "urgent", "biller"),
])  # fmt: skip
def test_what_is_not_known_is_refused(demo: Demo, flag: str, level: str, target: str) -> None:
    form, _ = demo.office.red_flags.routes()
    with pytest.raises(BadInput, match="not known"):
        demo.office.red_flags.route(form, flag, level, target)
    assert demo.office.red_flags.routes()[0].value.routes == ()


def test_only_the_lead_may(demo: Demo) -> None:
    form, _ = demo.office.red_flags.routes()
    demo.office.context.person = demo.biller
    with pytest.raises(Refusal, match="Only"):
        demo.office.red_flags.route(form, "chest_pain", "urgent", "lead")
