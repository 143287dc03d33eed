from django.apps import AppConfig


class ConverseConfig(AppConfig):
    name = "parvis.converse"
    label = "converse"
