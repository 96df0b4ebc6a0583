"""Engines of the vision stage, one file each; the file name is the engine's name."""
