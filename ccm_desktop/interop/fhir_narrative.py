"""The readable part of FHIR resources: XHTML in which every text is escaped, and nothing but lists of lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.sax.saxutils import escape

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0, 2.2: what is no character there, and what it discourages."""


def narrative(lines: Iterable[str]) -> dict[str, Any]:
    """A generated text of one paragraph a line; there is always one, since FHIR wants a text that says something."""
    shown = [f"<p>{line}</p>" for line in map(_shown, lines) if line] or ["<p>Nothing is written down.</p>"]
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{"".join(shown)}</div>'}


def line(*parts: str) -> str:
    """One item in one line: `Metformin · 500 mg · twice a day`."""
    return " · ".join(part.strip() for part in parts if part.strip())


def labelled(label: str, words: str) -> str:
    """`Target: below 7 %`; nothing where nothing is written."""
    return f"{label}: {words.strip()}" if words.strip() else ""


def _shown(words: str) -> str:
    return escape(_NO_XML.sub("\ufffd", words)).strip().replace("\n", "<br/>")
