"""Reelmesh: one image and a text prompt become a finished film clip."""

__version__ = "0.1.0"
