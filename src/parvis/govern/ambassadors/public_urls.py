"""The ambassador's own page: no sign-in, its address is the key."""

from django.urls import path

from parvis.govern.ambassadors.views import own as views

app_name = "ambassadors_public"
urlpatterns = [
    path("<int:pk>/<slug:token>/", views.page, name="page"),
    path("<int:pk>/<slug:token>/agree/", views.agree, name="agree"),
    path("<int:pk>/<slug:token>/change/", views.change, name="change"),
    path("<int:pk>/<slug:token>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/<slug:token>/shared/<int:item>/", views.shared, name="shared"),
    path("<int:pk>/<slug:token>/picture/<int:item>/", views.picture, name="picture"),
]
