"""Django at the root and Flask under /flask, in one process, told apart by plain WSGI.

    crosswind mounted --pythonpath django-site,flask-app
"""

from flask_app import app as flask_app
from mysite.wsgi import application as django_app

MOUNTS = {"/flask": flask_app}


def application(environ, start_response):
    path = environ["PATH_INFO"]
    for prefix, app in MOUNTS.items():
        if path == prefix or path.startswith(prefix + "/"):
            # What the application is mounted at belongs to SCRIPT_NAME, the rest to PATH_INFO (PEP 3333).
            environ["SCRIPT_NAME"] += prefix
            environ["PATH_INFO"] = path[len(prefix):]
            return app(environ, start_response)
    return django_app(environ, start_response)
