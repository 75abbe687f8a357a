"""Chart reviews: samples, reviews and their findings."""

from __future__ import annotations

from ccm_desktop.ledger.payloads import chart_review
from ccm_desktop.models.tables.projection import Subject

SUBJECT = Subject()

REVIEW_SAMPLE = SUBJECT.facts("review_sample", chart_review.SampleDrawn, indexes=("month",))
CHART_REVIEW = SUBJECT.facts("chart_review", chart_review.ChartReviewed, indexes=("month",))
REVIEW_FINDING = SUBJECT.facts("review_finding", chart_review.ReviewFinding, indexes=("month",))
FINDING_RESOLVED = SUBJECT.facts("finding_resolved", chart_review.FindingResolved, indexes=("finding",))
