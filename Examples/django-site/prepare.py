"""Makes the site ready: migrations, static files in one folder, and on the first run an admin whose password is written to
data/admin.txt."""

import os
import secrets
from pathlib import Path

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    words = Path(settings.DATA_DIR) / "admin.txt"
    users = get_user_model()
    if not words.exists() or not users.objects.filter(username="admin").exists():
        password = os.environ.get("SITE_ADMIN_PASSWORD") or secrets.token_urlsafe(9)
        admin, _ = users.objects.get_or_create(username="admin", defaults={"is_staff": True, "is_superuser": True})
        admin.set_password(password)
        admin.save()
        words.touch(mode=0o600)
        words.write_text("admin %s\n" % password)


if __name__ == "__main__":
    main()
