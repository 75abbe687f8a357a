"""Proves an installation, also a frozen one: a real practice, every document, every resource."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TextIO

from ccm_desktop.domain.progress import Unobserved
from ccm_desktop.interop import code_maps
from ccm_desktop.interop.resources import resource
from ccm_desktop.interop.rule_files import load_rules
from ccm_desktop.ledger.payloads.practice import PersonProfile, PracticeProfile
from ccm_desktop.reports.calendar_file import render_calendar
from ccm_desktop.reports.plan_documents import FollowUp
from ccm_desktop.reports.plan_words import LANGUAGES
from ccm_desktop.reports.reading_grade import measure
from ccm_desktop.services import entrance, vault
from ccm_desktop.services.clock import SystemClock
from ccm_desktop.services.spelling import read_dictionary

_PASSPHRASE = "self test of the installation"  # noqa: S105 - of a folder that lives for a second


def run(out: TextIO) -> int:
    """Print one line a check; 1 when any failed."""
    checks: tuple[tuple[str, Callable[[], None]], ...] = (
        ("rules and code tables", _tables),
        ("icons, fonts and theme", _resources),
        ("dictionary", _dictionary),
        ("papers for patients: reading grade, calendar", _papers),
        ("a practice: create, open, report, verify", _practice),
    )
    failed = False
    for words, check in checks:
        try:
            check()
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the installation is told
            failed = True
            print(f"FAILED {words}: {type(error).__name__}", file=out)
        else:
            print(f"ok     {words}", file=out)
    return 1 if failed else 0


def _tables() -> None:
    if not load_rules().sets:
        raise LookupError("no rule tables")
    if not code_maps.shipped().prefixes:
        raise LookupError("no code map")


def _resources() -> None:
    for parts in (("theme", "app.qss"), ("fonts", "NotoSans-Regular.ttf"), ("fonts", "DejaVuSans.ttf")):
        resource(*parts).read_bytes()
    if len(list(resource("icons").glob("*.svg"))) < 20:
        raise LookupError("icons are missing")


def _dictionary() -> None:
    if not read_dictionary().has("patient"):
        raise LookupError("an empty dictionary")


def _papers() -> None:
    for language in LANGUAGES:
        if measure(("La casa", "The house"), language) is None:
            raise LookupError(f"no syllables in {language}")
    render_calendar((FollowUp("", date(2026, 1, 1), "call", "self-test"),), "en", 0, "")


def _practice() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "practice"
        new = entrance.NewPractice(
            PracticeProfile("Self-test", "America/New_York"),
            PersonProfile("Nobody", "MD", "practitioner", "practitioner"),
            None,
            _PASSPHRASE,
        )
        vault.create_practice(folder, new, SystemClock()).close()
        user = entrance.list_users(folder)[0].id
        opened = vault.unlock(folder, user, _PASSPHRASE, SystemClock())
        try:
            office = opened.office
            month = office.context.month()
            for rendering in (office.reporting.month_report(month), office.reporting.month_csv(month)):
                rendering.render(Unobserved())
            if office.vault.verify():
                raise LookupError("the new practice is not sound")
        finally:
            opened.close()
