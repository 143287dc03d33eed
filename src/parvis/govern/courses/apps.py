from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "parvis.govern.courses"
    label = "courses"
