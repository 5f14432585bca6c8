"""The made-up releases, and a project to import them into."""

from made_up_project import downloads, empty_project, imported, imported_once

__all__ = ["downloads", "empty_project", "imported", "imported_once"]
