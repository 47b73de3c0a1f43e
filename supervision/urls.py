"""Addresses of the supervision room."""

from django.urls import path

from supervision import views

app_name = "supervision"
urlpatterns = [
    path("supervision/", views.overview, name="overview"),
    path("supervision/records/", views.records, name="records"),
    path("supervision/orders/", views.orders, name="orders"),
    path("supervision/orders/new/", views.new_order, name="new_order"),
    path("supervision/orders/<int:pk>/", views.order, name="order"),
    path("supervision/orders/<int:pk>/order.pdf", views.order_pdf, name="order_pdf"),
    path("supervision/orders/<int:pk>/report/", views.report, name="report"),
    path("supervision/orders/<int:pk>/close/", views.close, name="close"),
    path("supervision/orders/<int:pk>/reopen/", views.reopen, name="reopen"),
]
