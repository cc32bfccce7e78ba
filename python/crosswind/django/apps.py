from django.apps import AppConfig


class CrosswindConfig(AppConfig):
    name = "crosswind.django"
    #: The last part of the name, "django", would be somebody else's.
    label = "crosswind"
    verbose_name = "Crosswind"
