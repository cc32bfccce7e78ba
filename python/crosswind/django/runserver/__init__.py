"""``manage.py runserver`` by Crosswind: the first app in INSTALLED_APPS that has a command gives it."""
