"""The ambient service."""
