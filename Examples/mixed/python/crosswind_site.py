"""What the Swift side asks the Django site: its settings, and rows of its database.

Each function takes a text and gives None or a list of texts. The rows are fetched with Django's own ORM, so that it works
with whatever database the site has; that they are genuine is checked in Swift.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.db import connection


def keys(_):
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def allowed_hosts(_):
    return list(settings.ALLOWED_HOSTS)


def session(key):
    """The columns session_data and expire_date."""
    row = Session.objects.filter(session_key=key).values_list("session_data", "expire_date").first()
    return row and [row[0], str(int(row[1].timestamp()))]


def account(key):
    """Name, password hash and "staff" or "" of a user who may log in."""
    users = get_user_model()
    row = users.objects.filter(pk=key, is_active=True).values_list(users.USERNAME_FIELD, "password", "is_staff").first()
    return row and [row[0], row[1], "staff" if row[2] else ""]


def finish():
    """The thread that asked may not come back; its connection must not stay open for that."""
    connection.close()
