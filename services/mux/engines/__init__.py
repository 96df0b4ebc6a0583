"""Engines of the mux stage, one file each; the file name is the engine's name."""
