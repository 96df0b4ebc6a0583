"""Tests of pure functions: no server, no process."""
