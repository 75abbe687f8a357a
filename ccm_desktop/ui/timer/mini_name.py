"""Whose timer it is, in as few letters as this person wants others to see."""

from __future__ import annotations


def mini_name(patient_name: str, mrn: str, form: str) -> str:
    """`Castillo-Ramírez, María` is `Castillo-R., M. ·433` short, `MC` as initials, and nothing as none."""
    family, _, given = (part.strip() for part in patient_name.partition(","))
    if form == "none" or not family:
        return ""
    if form == "initials":
        return f"{given[:1]}{family[:1]}".upper()
    first, dash, second = family.partition("-")
    shortened = f"{first}-{second[:1]}." if dash and first and second else family
    initial = f", {given[0]}." if given else ""
    number = f" ·{mrn[-3:]}" if mrn else ""
    return f"{shortened}{initial}{number}"
