"""Addresses of `channels`."""

from django.urls import path

from parvis.channels import views

app_name = "channels"
urlpatterns = [
    path("", views.channels, name="channels"),
    path("networks/", views.networks, name="networks"),
    path("connect/", views.choose, name="choose"),
    path("connect/back/", views.back, name="back"),
    path("connect/place/", views.place, name="place"),
    path("connect/<slug:network>/", views.connect, name="connect"),
    path("by-hand/<slug:network>/", views.hold_by_hand, name="hold_by_hand"),
    path("connect/<slug:network>/application/", views.application, name="application"),
    path("connect/<slug:network>/leave/", views.leave, name="leave"),
    path("<int:pk>/", views.channel, name="channel"),
    path("<int:pk>/card/", views.describe, name="describe"),
    path("<int:pk>/reconnect/", views.reconnect, name="reconnect"),
    path("<int:pk>/by-hand/", views.go_by_hand, name="go_by_hand"),
    path("<int:pk>/live/", views.take_live, name="take_live"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/close/", views.close, name="close"),
]
