from __future__ import annotations


class ProjectError(Exception):
    """A command cannot do what was asked; the text is for the user and names the remedy."""
