from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "parvis.govern.incidents"
    label = "incidents"
