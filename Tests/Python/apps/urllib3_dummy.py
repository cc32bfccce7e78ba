"""urllib3's dummy server: an application for ASGI and trio, here on Quart without trio, and for WSGI.

JUDGES_SOURCE is urllib3's source distribution.
"""

import os
import sys

import a2wsgi
import quart
import quart_trio

quart_trio.QuartTrio = quart.Quart
sys.path.insert(0, os.environ["JUDGES_SOURCE"])
from dummyserver.app import hypercorn_app  # noqa: E402

application = a2wsgi.ASGIMiddleware(hypercorn_app)
