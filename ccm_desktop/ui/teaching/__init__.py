"""Teach-backs of the instructions of a plan."""
