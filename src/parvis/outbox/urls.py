"""Addresses of `outbox`."""

from django.urls import path

from parvis.outbox.views import delivery as views
from parvis.outbox.views import reading, several

app_name = "outbox"
urlpatterns = [
    path("", several.deliveries, name="deliveries"),
    path("several/", several.act, name="several"),
    path("undo/", several.undo, name="undo"),
    path("to-read/", reading.to_read, name="to_read"),
    path("<int:pk>/release/", reading.release, name="release"),
    path("<int:pk>/check/", reading.check_after, name="check_after"),
    path("<int:pk>/send-back/", reading.send_back, name="send_back"),
    path("<int:pk>/", views.delivery, name="delivery"),
    path("<int:pk>/retry/", views.retry, name="retry"),
    path("<int:pk>/media/<int:number>/", views.media, name="media"),
    path("<int:pk>/not-sent/", views.untick, name="untick"),
    path("<int:pk>/withdrawn/", views.mark_withdrawn, name="mark_withdrawn"),
    path("<int:pk>/corrected/", views.mark_corrected, name="mark_corrected"),
    path("<int:pk>/sent/", views.mark_sent, name="mark_sent"),
    path("<int:pk>/take-up/", views.take_up, name="take_up"),
    path("<int:pk>/leave/", views.leave, name="leave"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/correct/", views.correct, name="correct"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
