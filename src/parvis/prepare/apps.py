from django.apps import AppConfig


class PrepareConfig(AppConfig):
    name = "parvis.prepare"
    label = "prepare"
