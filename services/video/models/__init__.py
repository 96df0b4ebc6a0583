"""What the engine for diffusion models is made of: a table of families, and what uses it."""

from reelmesh.models.options import work_offline

# Before any of the files beside this one imports the libraries.
work_offline()
