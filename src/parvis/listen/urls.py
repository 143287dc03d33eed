"""Addresses of `listen`."""

from django.urls import path

from parvis.listen.contact import views as contact
from parvis.listen.views import imports, mentions, sources, watches

app_name = "listen"
urlpatterns = [
    path("", mentions.mentions, name="mentions"),
    path("new/", mentions.new, name="new"),
    path("posts/<int:pk>/tone/", mentions.tone, name="tone"),
    path("posts/<int:pk>/dismiss/", mentions.dismiss, name="dismiss"),
    path("posts/<int:pk>/restore/", mentions.restore, name="restore"),
    path("watches/", watches.watches, name="watches"),
    path("watches/new/", watches.make, name="make_watch"),
    path("watches/try/", watches.try_query, name="try"),
    path("watches/<int:pk>/", watches.change, name="watch"),
    path("watches/<int:pk>/pause/", watches.pause, name="pause_watch"),
    path("watches/<int:pk>/resume/", watches.resume, name="resume_watch"),
    path("watches/<int:pk>/remove/", watches.remove, name="remove_watch"),
    path("sources/", sources.sources, name="sources"),
    path("sources/add/", sources.add, name="add_source"),
    path("sources/follow/", sources.follow, name="follow"),
    path("sources/search/", sources.search, name="search"),
    path("sources/tap/", sources.tap, name="tap"),
    path("sources/opml/", sources.give_opml, name="give_opml"),
    path("sources/opml/take/", sources.take_opml, name="take_opml"),
    path("sources/<int:pk>/pause/", sources.pause, name="pause_source"),
    path("sources/<int:pk>/resume/", sources.resume, name="resume_source"),
    path("sources/<int:pk>/read/", sources.read_now, name="read_source"),
    path("sources/<int:pk>/remove/", sources.remove, name="remove_source"),
    path("contact/", contact.forms, name="contact_forms"),
    path("contact/new/", contact.set_up, name="make_contact_form"),
    path("contact/<int:pk>/", contact.set_up, name="contact_form"),
    path("contact/<int:pk>/close/", contact.close, name="close_contact_form"),
    path("imports/", imports.imports, name="imports"),
    path("imports/<int:pk>/", imports.one, name="import"),
    path("imports/<int:pk>/start/", imports.start, name="start_import"),
    path("imports/<int:pk>/give-up/", imports.give_up, name="give_up_import"),
    path("imports/<int:pk>/refused/", imports.refused, name="refused"),
]
