from django.apps import AppConfig


class ListenConfig(AppConfig):
    name = "parvis.listen"
    label = "listen"
