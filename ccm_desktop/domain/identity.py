"""Whether two records that carry one id may tell of one person."""

from __future__ import annotations

from typing import NamedTuple

from ccm_desktop.domain.search import name_key


class Who(NamedTuple):
    """What tells people apart."""

    family: str
    given: str
    birth_date: str


def may_be_one_person(one: Who, other: Who) -> bool:
    """A name changes and a birth date is corrected; where neither agrees, it is somebody else."""
    names = name_key(one.family, one.given), name_key(other.family, other.given)
    if names[0] == names[1]:
        return True
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return names[0][0] == names[1][0] or names[0][1] == names[1][1]
