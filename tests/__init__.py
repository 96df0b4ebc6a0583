"""Tests, from pure functions to the whole mesh."""
