from django.apps import AppConfig


class PublishConfig(AppConfig):
    name = "parvis.publish"
    label = "publish"
