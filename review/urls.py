"""Addresses of the review room."""

from django.urls import path

from review.views import feedback, held_opinions, matters, opinions, waiting

app_name = "review"
urlpatterns = [
    path("review/", waiting.waiting, name="queue"),
    path("review/several/", waiting.judge_several, name="several"),
    path("review/deputies/", waiting.delegations, name="delegations"),
    path("review/deputies/<int:pk>/end/", waiting.end_delegation, name="end_delegation"),
    path("review/<int:pk>/", matters.matter, name="matter"),
    path("review/applications/<int:pk>/", matters.application, name="application"),
    path("review/opinions/", opinions.opinions, name="opinions"),
    path("review/feedback/", feedback.listing, name="feedback"),
    path("review/feedback/open/<int:pk>/", feedback.open_stage, name="open_feedback"),
    path("review/feedback/<int:pk>/", feedback.stage, name="feedback_stage"),
    path("review/opinions/scans/<int:pk>/", opinions.scan, name="opinion_scan"),
    path("review/opinions/held/", held_opinions.matters, name="held"),
    path("review/opinions/held/<slug:kind>/<int:pk>/", held_opinions.of_matter, name="held_of"),
    path("review/opinions/enter/", opinions.enter, name="enter_opinion"),
    path("review/opinions/handling/<int:pk>/", opinions.tell_handling, name="tell_handling"),
    path("review/opinions/<int:pk>/", opinions.answer, name="answer"),
]
