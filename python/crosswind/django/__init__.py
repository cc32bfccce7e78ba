"""Crosswind for Django: ``INSTALLED_APPS += ["crosswind.django"]`` gives ``manage.py runcrosswind``.

``"crosswind.django.runserver"``, before ``"django.contrib.staticfiles"``, makes ``manage.py runserver`` the same. Nothing here
is needed in production, where ``crosswind mysite.wsgi`` serves.
"""
