"""Transcripts of contacts: attached with a consent, exported where a person chooses, withdrawn with their trace."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ccm_desktop.domain import transcript as rules
from ccm_desktop.domain.calendar import from_epoch, local_day
from ccm_desktop.domain.errors import BadInput, FileProblem, Refusal
from ccm_desktop.domain.permissions import Verb
from ccm_desktop.ledger.ids import new_id
from ccm_desktop.ledger.payloads.transcript import TranscriptAttached, TranscriptWithdrawn
from ccm_desktop.models.file_faults import as_file_problem
from ccm_desktop.models.queries import transcripts
from ccm_desktop.services.authority import require
from ccm_desktop.services.changes import Changed, Outcome
from ccm_desktop.services.context import Context
from ccm_desktop.services.paper_remarks import Remark
from ccm_desktop.services.patients import who_is
from ccm_desktop.services.people import people_of
from ccm_desktop.services.reporting import Rendering

NOT_ENCRYPTED = "The exported file is not encrypted: whoever finds it can read it. Delete it when it is not needed."
_BYTES = 4 * rules.LONGEST
"""More cannot be a text that is short enough, whatever its letters."""


@dataclass(frozen=True, slots=True)
class TranscriptLine:
    """One of them without its words; `at` in epoch seconds."""

    record_id: str
    contact: str
    name: str
    """Of the file; empty where it was withdrawn."""
    length: int
    """Characters."""
    sha256: str
    agreed_by: str
    agreed_on: str
    by: str
    at: int
    withdrawn: str
    """Why; empty while it is shown."""


class TranscriptService:
    """The program records nothing: what is attached was made elsewhere (product.md A-98)."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def of(self, patient: str) -> tuple[TranscriptLine, ...]:
        """Of all contacts of a patient, the newest first, withdrawn ones too."""
        with self._context.reading() as reader:
            who_is(reader, patient)
            names = {person.id: person.title for person in people_of(reader)}
            rows = transcripts.of_patient(reader.connection, patient)
        return tuple(
            TranscriptLine(
                row.id, row.contact, row.name if row.withdrawn is None else "", row.length, row.sha256, row.agreed_by,
                row.agreed_on, names.get(row.person, ""), row.at // 1000, row.withdrawn or "",
            )
            for row in rows
        )  # fmt: skip

    def attach(self, patient: str, contact: str, path: Path, agreed_by: str, agreed_on: str) -> Outcome[str]:
        """Keep the words of a text file with a contact; returns the id of the record."""
        require(self._context, Verb.CARE)
        today = local_day(from_epoch(self._context.now()), self._context.zone())
        rules.check_consent(agreed_by, agreed_on, today)
        text = rules.text_of(_read(path))
        digest = sha256(text.encode()).hexdigest()
        fact = TranscriptAttached(contact, path.name, text, digest, agreed_by.strip(), agreed_on, self._context.person)
        record = new_id()
        with self._context.transaction() as tx:
            who_is(tx, patient)
            if not transcripts.has_contact(tx.connection, patient, contact):
                raise BadInput("contact_unknown", "There is no such contact of this patient.",
                               "Choose one from the list of contacts.")  # fmt: skip
            if any(row.contact == contact and row.sha256 == digest and row.withdrawn is None
                   for row in transcripts.of_patient(tx.connection, patient)):  # fmt: skip
                raise Refusal("transcript_there", "This transcript is attached to the contact already.",
                              "Nothing is left to do.")  # fmt: skip
            tx.record(fact, entity=record, patient=patient)
        return Outcome(record, Changed.CONTACTS)

    def export(self, patient: str, record: str) -> Rendering:
        """Its words as a text file, for a place that a person chooses; the ledger keeps that it left."""
        require(self._context, Verb.REPORT)
        with self._context.reading() as reader:
            line = _one(transcripts.of_patient(reader.connection, patient), record)
            text = transcripts.text_of(reader.connection, line.id)
        content = f"{text}\n".encode()
        return Rendering("transcript", "Transcript.txt", "", patient, "", lambda _progress: content,
                         remark=lambda: Remark(NOT_ENCRYPTED, is_warning=True))  # fmt: skip

    def withdraw(self, patient: str, record: str, reason: str) -> Outcome[None]:
        """Out of sight for everybody. The encrypted ledger forgets nothing, this neither."""
        require(self._context, Verb.CARE)
        if not reason.strip():
            raise BadInput("reason_missing", "The reason is empty.", "Say why it is withdrawn.")
        with self._context.transaction() as tx:
            line = _one(transcripts.of_patient(tx.connection, patient), record)
            fact = TranscriptWithdrawn(line.id, reason.strip(), self._context.person)
            tx.record(fact, entity=new_id(), patient=patient)
        return Outcome(None, Changed.CONTACTS)


def _one(rows: list[transcripts.TranscriptRow], record: str) -> transcripts.TranscriptRow:
    found = next((row for row in rows if row.id == record), None)
    if found is None:
        raise BadInput("transcript_unknown", "There is no such transcript.", "Choose one from the list.")
    if found.withdrawn is not None:
        raise Refusal("transcript_withdrawn", "This transcript was withdrawn: it is not shown any more.",
                      "The list says why.")  # fmt: skip
    return found


def _read(path: Path) -> bytes:
    """The file, if it can be a transcript at all: a recording of hours is not read first."""
    try:
        if not path.is_file():
            raise BadInput("transcript_no_file", "There is no such file.", "Choose the file of the transcript.")
        with path.open("rb") as file:
            content = file.read(_BYTES + 1)
    except OSError as error:
        raise as_file_problem(error) or FileProblem(
            "transcript_unreadable", "The file could not be read.", "Choose another file."
        ) from error
    if len(content) > _BYTES:
        raise rules.not_text() if b"\0" in content else rules.too_long()
    return content
