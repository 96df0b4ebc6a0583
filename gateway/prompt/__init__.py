"""Reads a prompt as people write one: shots, camera, the world, sounds, and who says what.

Pure: no I/O, no clock; it knows the schema and its own tables. Read reader.py first.
"""
