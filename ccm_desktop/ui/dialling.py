"""Hands a telephone number to the program that this computer has for calls; the program itself cannot dial."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

NOTHING_DIALS = "No program on this computer takes telephone numbers. Dial it by hand, or copy it."


def dialled(number: str) -> str:
    """What is dialled: digits, and a plus in front; nothing of an extension written in words. Empty for no number.

    RFC 3966 separates numbers and their parameters; a number goes without parameters here.
    """
    number = number.partition("x")[0].partition(";")[0].strip()
    digits = "".join(one for one in number if one in "0123456789")
    return f"+{digits}" if number.startswith("+") and digits else digits


def dial(number: str) -> bool:
    """Ask the system to call it; False where nothing took the number."""
    digits = dialled(number)
    return bool(digits) and QDesktopServices.openUrl(QUrl(f"tel:{digits}"))
