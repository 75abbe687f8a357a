"""Whole files of text, as other programs write them."""

from __future__ import annotations

from pathlib import Path

from ccm_desktop.domain.errors import BadInput


def read_text(path: Path, what: str, most_megabytes: int) -> str:
    """The text of a UTF-8 file, with or without its mark; `what` begins the codes of BadInput."""
    try:
        if path.stat().st_size > most_megabytes * 1_000_000:
            raise BadInput(f"{what}_too_large", f"The file is larger than {most_megabytes} MB.", "Split it.")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput(f"{what}_missing", "There is no file of that name.", "Check the path.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{what}_unreadable", "The file cannot be read as UTF-8 text.", "Save it as UTF-8.") from error
