from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "parvis.govern.ambassadors"
    label = "ambassadors"
