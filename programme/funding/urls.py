from django.urls import path

from . import views

app_name = "funding"

urlpatterns = [
    path("", views.agreement_list, name="list"),
    path("<str:public_id>/", views.agreement_detail, name="detail"),
    path("<str:public_id>/sign/", views.SignAgreement.as_view(), name="sign"),
    path("<str:public_id>/request/", views.RequestInstalment.as_view(), name="request"),
    path("<str:public_id>/measure/", views.RecordMeasurement.as_view(), name="measure"),
    path("instalments/<str:public_id>/cancel/", views.CancelInstalment.as_view(), name="cancel"),
    path("milestones/<str:public_id>/finish/", views.FinishMilestone.as_view(), name="finish_milestone"),
]
