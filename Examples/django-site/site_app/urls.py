from django.urls import path

from . import views

urlpatterns = [
    path("", views.front, name="front"),
    path("notes/", views.notes, name="notes"),
    path("files/", views.files, name="files"),
    path("files/<int:pk>/<str:name>", views.download, name="download"),
    path("stream/", views.stream_page, name="stream-page"),
    path("stream/lines", views.stream, name="stream"),
    path("server/", views.server, name="server"),
]
