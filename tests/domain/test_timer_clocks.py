"""What lies between two looks at the clocks."""

from __future__ import annotations

import pytest

from ccm_desktop.domain.timer.clocks import Passed, Sample, classify

BEFORE = Sample(1_792_000_000.0, 5_000.0, 4_000.0, "a")


def after(wall: float, boot: float, awake: float, boot_id: str = "a") -> Sample:
    return Sample(BEFORE.wall + wall, BEFORE.boot + boot, BEFORE.awake + awake, boot_id)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (after(0.5, 0.5, 0.5), Passed("tick", 0.5)),
        (after(0.0, 0.0, 0.0), Passed("tick", 0.0)),
        (after(1.25, 1.25, 1.25), Passed("tick", 1.25)),
        (after(1.5, 1.5, 1.5), Passed("stall", 1.5)),
        (after(90, 90, 90), Passed("stall", 90)),
        (after(3600, 3600, 0.25), Passed("suspend", 3600)),
        (after(3600, 3600, 600), Passed("suspend", 3600)),
        (after(0.75, 0.75, 0.5), Passed("tick", 0.5)),  # what the sleeping clock did not see is not credited
        (after(0.9, 0.5, 0.5), Passed("tick", 0.5)),  # a time server slews by 0.4 s
        (after(3600.5, 0.5, 0.5), Passed("tick", 0.5, 3600.0)),
        (after(-3599.5, 0.5, 0.5), Passed("tick", 0.5, -3600.0)),
        (after(1800 + 600, 600, 0.5), Passed("suspend", 600, 1800.0)),
        (after(90 - 30, 90, 90), Passed("stall", 90, -30.0)),
        (after(7200, -4_900, -3_900, "b"), Passed("reboot", 7200)),
        (after(-7200, 20_000, 20_000, "b"), Passed("reboot", 0)),
        (after(60, -1, 60), Passed("reboot", 60)),  # a clock since boot never goes back
        (after(60, 60, -1), Passed("reboot", 60)),
    ],
)
def test_the_classifier(now: Sample, expected: Passed) -> None:
    assert classify(BEFORE, now) == expected
