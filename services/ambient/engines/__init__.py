"""Engines of the ambient stage, one file each; the file name is the engine's name."""
