"""Spell check while one writes: a line under a word, and on request what may have been meant."""
