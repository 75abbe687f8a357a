"""What this device alone knows and no ledger holds."""

from __future__ import annotations

import sqlalchemy as sa

from ccm_desktop.models.tables import METADATA

PRESENCE = sa.Table(
    "presence",
    METADATA,
    sa.Column("rid", sa.Integer, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("started_at", sa.Integer, nullable=False),
    sa.Column("ended_at", sa.Integer, nullable=False),
    sa.Column("dismissed", sa.Integer, nullable=False),
)
PLAN_DRAFT = sa.Table(
    "plan_draft",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("patient", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("at", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)
FORM_DRAFT = PLAN_DRAFT.to_metadata(METADATA, name="form_draft")
"""What is typed into forms beside the plan."""
PERSON_WORD = sa.Table(
    "person_word",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("word", sa.Text, primary_key=True),
)
PLAN_SEEN = sa.Table(
    "plan_seen",
    METADATA,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("patient", sa.Text, primary_key=True),
    sa.Column("reach", sa.Integer, nullable=False),
)
"""How far the ledger of this file reached when a person last saw what came into a plan."""
LOCAL_TABLES = (PRESENCE, PLAN_DRAFT, FORM_DRAFT, PERSON_WORD, PLAN_SEEN)
"""Of this device alone: in no ledger, in no proof, on no other device (docs/decisions/0007, 0009 and 0011)."""
