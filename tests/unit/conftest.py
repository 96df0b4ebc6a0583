"""Hypothesis for shared machines: no time limit an example, no database in the tree."""

from hypothesis import settings

settings.register_profile("reelmesh", deadline=None, database=None, max_examples=60)
settings.load_profile("reelmesh")
