from django.urls import path

from . import views

app_name = "evaluation"

urlpatterns = [
    path("", views.AssignmentList.as_view(), name="assignments"),
    path("<str:public_id>/", views.AssignmentDetail.as_view(), name="assignment"),
    path(
        "<str:public_id>/declare-no-conflict/",
        views.DeclareNoConflict.as_view(),
        name="declare_no_conflict",
    ),
    path("<str:public_id>/declare-conflict/", views.DeclareConflict.as_view(), name="declare_conflict"),
    path("<str:public_id>/scores/", views.EnterScores.as_view(), name="scores"),
    path("<str:public_id>/seal/", views.SealScores.as_view(), name="seal_scores"),
]
