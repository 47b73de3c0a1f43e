"""Addresses of the supervision room."""

from django.urls import path

from supervision.views import applications, complaint_desk, complaints, orders, overview, renewing

app_name = "supervision"
urlpatterns = [
    path("agencies/<slug:slug>/complain/", complaints.complain, name="complain"),
    path("complaints/", complaints.follow, name="follow_complaint"),
    path("complaints/code/", renewing.forgotten, name="forgotten"),
    path("complaints/code/<str:signed>/", renewing.new_code, name="new_code"),
    path("complaints/received/<str:number>/", complaints.received, name="complaint_received"),
    path("complaints/<str:signed>/", complaints.followed, name="complaint_followed"),
    path("supervision/", overview.overview, name="overview"),
    path("supervision/records/", overview.records, name="records"),
    path("supervision/applications/", applications.table, name="applications"),
    path("supervision/applications/cases/", applications.cases, name="application_cases"),
    path("supervision/orders/", orders.orders, name="orders"),
    path("supervision/orders/new/", orders.new_order, name="new_order"),
    path("supervision/orders/<int:pk>/", orders.order, name="order"),
    path("supervision/orders/<int:pk>/order.pdf", orders.order_pdf, name="order_pdf"),
    path("supervision/orders/<int:pk>/report/", orders.report, name="report"),
    path("supervision/orders/<int:pk>/close/", orders.close, name="close"),
    path("supervision/orders/<int:pk>/reopen/", orders.reopen, name="reopen"),
    path("supervision/orders/<int:pk>/extend/", orders.extend, name="extend"),
    path("supervision/orders/<int:pk>/criticise/", orders.criticise, name="criticise"),
    path("supervision/orders/<int:pk>/set-day/", orders.set_day, name="set_day"),
    path("supervision/complaints/", complaint_desk.desk, name="complaints"),
    path("supervision/complaints/<int:pk>/", complaint_desk.complaint, name="complaint"),
    path("supervision/complaints/<int:pk>/new-code/", renewing.give_code, name="give_code"),
    path("supervision/complaints/<int:pk>/<slug:step>/", complaint_desk.take, name="take_complaint"),
]
