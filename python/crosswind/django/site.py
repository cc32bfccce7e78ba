"""The site as ``manage.py runcrosswind`` serves it."""

from __future__ import annotations

from typing import Any

import django
from django.conf import settings
from django.core.management.base import BaseCommand


def application(static: bool = True, insecure: bool = False, checks: bool = True, verbosity: int = 1,
                color: bool = True) -> Any:
    """settings.WSGI_APPLICATION after runserver's checks; with static files where runserver serves them."""
    django.setup()
    command = BaseCommand(no_color=not color)
    if checks:
        if verbosity:
            command.stdout.write("Performing system checks...\n\n")
        # Raises what is wrong: then every request shows it.
        command.check(display_num_errors=verbosity > 0)
        command.check_migrations()
        # Not to be shared with the threads that serve.
        from django.db import connections
        for connection in connections.all(initialized_only=True):
            connection.close()
    from django.core.servers.basehttp import get_internal_wsgi_application
    handler = get_internal_wsgi_application()
    if static and (settings.DEBUG or insecure) and django.apps.apps.is_installed("django.contrib.staticfiles"):
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        handler = StaticFilesHandler(handler)
    if verbosity:
        command.stdout.write("Django version %s, using settings %r" % (django.get_version(), settings.SETTINGS_MODULE))
        command.stdout.flush()
    return handler
