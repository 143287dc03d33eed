"""Addresses of the charter and the policies."""

from django.urls import path

from parvis.govern.charter.views import reading, signing, writing

app_name = "charter"
urlpatterns = [
    path("", reading.policies, name="policies"),
    path("begin/", writing.begin, name="begin"),
    path("readers/", reading.readers, name="readers"),
    path("functions/", signing.functions, name="functions"),
    path("<int:pk>/", reading.version, name="version"),
    path("<int:pk>/difference/", reading.difference, name="difference"),
    path("<int:pk>/text.pdf", reading.pdf, name="pdf"),
    path("<int:pk>/acknowledge/", reading.acknowledge, name="acknowledge"),
    path("<int:pk>/public/", reading.publish, name="publish"),
    path("<int:pk>/write/", writing.write, name="write"),
    path("<int:pk>/write/add/", writing.add, name="add"),
    path("<int:pk>/discard/", writing.discard, name="discard"),
    path("<int:pk>/submit/", signing.submit, name="submit"),
    path("<int:pk>/take-back/", signing.take_back, name="take_back"),
    path("<int:pk>/sign/", signing.sign, name="sign"),
    path("<int:pk>/refuse/", signing.refuse, name="refuse"),
    path("clauses/<int:pk>/", writing.clause, name="clause"),
    path("clauses/<int:pk>/move/", writing.move, name="move"),
    path("clauses/<int:pk>/remove/", writing.remove, name="remove"),
]
