"""Crosswind: an HTTP server in Swift that runs WSGI applications in one process with CPython.

The server is a shared library beside this file; ``crosswind MODULE:APP`` loads it into the running interpreter and
hands it the command line. Nothing is imported here beyond this text, so that ``import crosswind`` costs nothing to an
application that only wants to know the version.
"""

__version__ = "0.1.0"
