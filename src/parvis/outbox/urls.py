"""Addresses of `outbox`."""

from django.urls import path

from parvis.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.deliveries, name="deliveries"),
    path("several/", views.several, name="several"),
    path("to-read/", views.to_read, name="to_read"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/check/", views.check_after, name="check_after"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
    path("<int:pk>/", views.delivery, name="delivery"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("<int:pk>/media/<int:number>/", views.media, name="media"),
    path("<int:pk>/not-sent/", views.untick, name="untick"),
    path("<int:pk>/withdrawn/", views.mark_withdrawn, name="mark_withdrawn"),
    path("<int:pk>/sent/", views.mark_sent, name="mark_sent"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
