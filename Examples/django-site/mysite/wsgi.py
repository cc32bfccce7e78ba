"""`crosswind mysite.wsgi` in this folder serves the Django site alone; ../mounted.py mounts the Flask app too."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")
application = get_wsgi_application()
