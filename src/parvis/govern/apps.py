from django.apps import AppConfig


class GovernConfig(AppConfig):
    name = "parvis.govern"
    label = "govern"
