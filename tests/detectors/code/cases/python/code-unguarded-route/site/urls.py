from django.urls import path

from site_views import Settings, add, delete, edit, login, rename

urlpatterns = [
    path("add/", add),
    path("edit/<int:pk>/", edit),
    path("delete/<int:pk>/", delete),
    path("rename/<int:pk>/", rename),
    path("login/", login),
    path("settings/", Settings.as_view()),
]
