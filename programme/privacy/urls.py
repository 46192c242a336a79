from django.urls import path

from . import views

app_name = "privacy"

urlpatterns = [
    path("", views.PolicyView.as_view(), name="policy"),
    path("export/", views.ExportView.as_view(), name="export"),
    path("erase/", views.EraseView.as_view(), name="erase"),
]
