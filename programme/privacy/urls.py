from django.urls import path

from programme.core.public_pages import public_page

from . import views

app_name = "privacy"

urlpatterns = [
    path("", public_page(views.PolicyView.as_view()), name="policy"),
    path("export/", views.ExportView.as_view(), name="export"),
    path("erase/", views.EraseView.as_view(), name="erase"),
]
