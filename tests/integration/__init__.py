"""Tests against the real bus, the real store and the whole mesh."""
