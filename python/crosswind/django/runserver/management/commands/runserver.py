from crosswind.django.management.commands.runcrosswind import Command as RunCrosswind


class Command(RunCrosswind):
    help = "Serves the site for development, static files included, by Crosswind (crosswind.django.runserver)."
