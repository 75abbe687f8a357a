"""How far it is to the next code, for bars and chips that know only the seconds."""

from __future__ import annotations

from ccm_desktop.domain.billing.codes import RuleSet


def next_threshold(
    staff_seconds: int, practitioner_seconds: int, is_complex: bool, rules: RuleSet
) -> tuple[str, int, int] | None:
    """Next code, its threshold in seconds and the seconds short of it; None past the last."""
    together = staff_seconds + practitioner_seconds
    if is_complex and together >= rules.complex.base_seconds:
        family, seconds = rules.complex, together
    elif staff_seconds == 0 and practitioner_seconds >= rules.staff.base_seconds:
        family, seconds = rules.practitioner, practitioner_seconds
    else:
        family, seconds = rules.staff, together
    step = family.next_step(seconds)
    return None if step is None else (step[1], step[0], step[0] - seconds)
