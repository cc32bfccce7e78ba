"""``manage.py runcrosswind [addrport]``: what ``runserver`` is, by Crosswind."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from typing import Any, NoReturn

from django.conf import ENVIRONMENT_VARIABLE, settings
from django.core.management.base import BaseCommand, CommandError
from django.core.management.commands.runserver import naiveip_re

from crosswind._develop.sources import others
from crosswind.django import options as crosswind_options


class Command(BaseCommand):
    help = "Serves the site for development, static files included, by Crosswind."
    #: They are run in the process that serves, anew with each reload.
    requires_system_checks: "list[str]" = []
    default_addr = "127.0.0.1"
    default_addr_ipv6 = "::1"
    default_port = "8000"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("addrport", nargs="?", help="Port, or address:port; 127.0.0.1:8000 by default.")
        parser.add_argument("--ipv6", "-6", action="store_true", dest="use_ipv6", help="Use an IPv6 address.")
        parser.add_argument("--nothreading", action="store_false", dest="use_threading", help="The same as --threads 1.")
        parser.add_argument("--noreload", "--no-reload", action="store_false", dest="use_reloader",
                            help="Don't reload when files change.")
        parser.add_argument("--nostatic", action="store_false", dest="use_static_handler",
                            help="Don't serve static files at STATIC_URL.")
        parser.add_argument("--insecure", action="store_true", dest="insecure_serving",
                            help="Serve static files even if DEBUG is False.")
        if "--skip-checks" not in parser._option_string_actions:
            parser.add_argument("--skip-checks", action="store_true", help="Skip system checks.")
        crosswind_options.add(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not settings.ALLOWED_HOSTS:
            raise CommandError("You must set settings.ALLOWED_HOSTS if DEBUG is False.")
        if options["addrport"] and crosswind_options.has_listener(options):
            raise CommandError("%s and --bind or its like both say where to listen; leave one out." % options["addrport"])
        self.start(self.words(options))

    def words(self, options: "dict[str, Any]") -> "list[str]":
        """The arguments of ``crosswind``."""
        application = "crosswind.django.site:application(%s)" % ", ".join("%s=%r" % pair for pair in (
            ("static", options["use_static_handler"]), ("insecure", options["insecure_serving"]),
            ("checks", not options["skip_checks"]), ("verbosity", options["verbosity"]),
            ("color", not options["no_color"])))
        words = [application, *crosswind_options.words(options)]
        if not crosswind_options.has_listener(options):
            words += ["--bind", self.address(options["addrport"], options["use_ipv6"])]
        if not options["use_threading"] and options.get("crosswind_threads") is None:
            words += ["--threads", "1"]
        if options["use_reloader"]:
            words += ["--reload", *("--reload-include=" + pattern for pattern in template_patterns())]
        return words

    def address(self, addrport: "str | None", use_ipv6: bool) -> str:
        """As runserver reads it: `8000`, `0:8000`, `1.2.3.4:8000`, `[::1]:8000`, `localhost:8000`."""
        address, port = "", self.default_port
        if addrport:
            match = naiveip_re.match(addrport)
            if match is None:
                raise CommandError('"%s" is not a valid port number or address:port pair.' % addrport)
            address, port = match["addr"] or "", match["port"]
        if address == "0":
            address = "0.0.0.0"
        if not address:
            address = self.default_addr_ipv6 if use_ipv6 else self.default_addr
        return "%s:%s" % ("[%s]" % address if ":" in address and address[0] != "[" else address, port)

    def start(self, words: "list[str]") -> NoReturn:
        """In place of this process, which has imported the site: the processes that serve must import it anew."""
        environment = dict(os.environ)
        environment[ENVIRONMENT_VARIABLE] = settings.SETTINGS_MODULE
        # What manage.py and --pythonpath have added; an installed Python finds the rest by itself.
        foreign = others()
        extra = [path for path in sys.path if path and not (os.path.realpath(path) + os.sep).startswith(foreign)
                 and not path.endswith(".zip")]
        environment["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(extra))
        flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]  # as Django's own reloader does
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(sys.executable, [sys.executable, *flags, "-m", "crosswind", *words], environment)


def template_patterns() -> "list[str]":
    """Templates, which Django keeps in memory (its own reloader forgets them when they change), and translations."""
    from django.template.autoreload import get_template_directories
    foreign = others()
    directories = sorted(os.path.realpath(path) for path in get_template_directories())
    return ["*.mo", *("%s/*" % path for path in directories if not (path + os.sep).startswith(foreign) and "," not in path)]
