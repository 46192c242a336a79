from django.urls import path

from . import views

app_name = "diagnosis"

urlpatterns = [
    path("", views.CaseList.as_view(), name="cases"),
    path("<slug:public_id>/", views.CaseView.as_view(), name="case"),
    path("<slug:public_id>/visit/", views.RecordVisitView.as_view(), name="record_visit"),
    path("<slug:public_id>/diagnosis/", views.SaveDiagnosisView.as_view(), name="save_diagnosis"),
    path(
        "<slug:public_id>/diagnosis/complete/",
        views.CompleteDiagnosisView.as_view(),
        name="complete_diagnosis",
    ),
    path("<slug:public_id>/design/", views.SaveDesignView.as_view(), name="save_design"),
    path("<slug:public_id>/design/complete/", views.CompleteDesignView.as_view(), name="complete_design"),
]
