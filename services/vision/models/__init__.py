"""Trained models of the vision stage, each from a folder of its own. They need PyTorch."""

from reelmesh.models.options import work_offline

# The libraries read it when they are imported, which any module here does.
work_offline()
