"""Tables: the ledger as it was written, and its projections by subject, whose columns are the payloads' fields."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
"""One for all subjects: no two tables bear one name."""
