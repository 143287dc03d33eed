from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "parvis.govern.charter"
    label = "charter"
