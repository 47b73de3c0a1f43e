"""Addresses of the review room."""

from django.urls import path

from review import views

app_name = "review"
urlpatterns = [
    path("review/", views.waiting, name="queue"),
    path("review/<int:pk>/", views.matter, name="matter"),
    path("review/applications/<int:pk>/", views.application, name="application"),
    path("review/opinions/", views.opinions, name="opinions"),
    path("review/opinions/<int:pk>/", views.answer, name="answer"),
]
