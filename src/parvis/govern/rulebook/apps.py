from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "parvis.govern.rulebook"
    label = "rulebook"
