"""Tests that kill what they test."""
