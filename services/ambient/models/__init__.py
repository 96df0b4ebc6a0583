"""What the ambience engine with a text-to-audio model stands on."""

from reelmesh.models.options import work_offline

# Before any module of this package imports the libraries: they read it once.
work_offline()
