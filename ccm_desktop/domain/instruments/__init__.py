"""Screening instruments: what they ask, how answers become a score, and what a result should lead to."""
