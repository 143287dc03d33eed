from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "parvis.govern.register"
    label = "register"
