from django.apps import AppConfig


class CrosswindRunserverConfig(AppConfig):
    name = "crosswind.django.runserver"
    label = "crosswind_runserver"
    verbose_name = "Crosswind as runserver"
