from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "site_app"
    verbose_name = "Example site"
    default_auto_field = "django.db.models.BigAutoField"
