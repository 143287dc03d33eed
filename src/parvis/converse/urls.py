"""Addresses of `converse`."""

from django.urls import path

from parvis.converse.views import commitments, forgetting, inbox, moderation, seen, talk

app_name = "converse"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("several/", inbox.several, name="several"),
    path("undo/", inbox.undo, name="undo"),
    path("seen/", seen.seen, name="seen"),
    path("open/<int:post>/", inbox.open_, name="open"),
    path("commitments/", commitments.commitments, name="commitments"),
    path("commitments/<int:pk>/", commitments.settle, name="settle"),
    path("messages/<int:pk>/moderate/", moderation.moderate, name="moderate"),
    path("moderations/", moderation.moderations, name="moderations"),
    path("<int:pk>/", talk.conversation, name="conversation"),
    path("<int:pk>/thread/", talk.thread, name="thread"),
    path("<int:pk>/check/", talk.check, name="check"),
    path("<int:pk>/reply/", talk.reply, name="reply"),
    path("<int:pk>/note/", talk.note, name="note"),
    path("<int:pk>/assign/", talk.assign, name="assign"),
    path("<int:pk>/handling/", talk.handling, name="handling"),
    path("<int:pk>/stage/", talk.stage, name="stage"),
    path("<int:pk>/forget/", forgetting.forget, name="forget"),
    path("<int:pk>/close/", talk.close, name="close"),
    path("<int:pk>/reopen/", talk.reopen, name="reopen"),
]
