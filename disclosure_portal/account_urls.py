"""Addresses of those who sign in."""

from django.urls import path

from disclosure_portal import staff_feed, withheld_pages
from disclosure_portal.desk import desk
from disclosure_portal.sign_in import SignInView, SignOutView, known_browser
from disclosure_portal.workplace import workplace

urlpatterns = [
    path("login/", SignInView.as_view(), name="login"),
    path("login/known/<str:signed>/", known_browser, name="known_browser"),
    path("logout/", SignOutView.as_view(), name="logout"),
    path("work/", workplace, name="workplace"),
    path("work/desk/", desk, name="desk"),
    path("work/withheld/", withheld_pages.register, {"source": "withheld"}, name="withheld"),
    path("work/withheld/<int:pk>/", withheld_pages.reassess, name="reassess"),
    path(
        "work/on-application/", withheld_pages.register, {"source": "on_application"}, name="on_application"
    ),
    path("work/feed/", staff_feed.address, name="feed_address"),
    path("feeds/<slug:secret>.ics", staff_feed.feed, name="staff_feed"),
]
