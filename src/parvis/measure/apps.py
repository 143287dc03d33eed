from django.apps import AppConfig


class MeasureConfig(AppConfig):
    name = "parvis.measure"
    label = "measure"
