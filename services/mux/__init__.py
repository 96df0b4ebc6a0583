"""The mux service."""
