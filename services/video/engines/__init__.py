"""Engines of the video stage, one file each; the file name is the engine's name."""
