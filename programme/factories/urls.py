from django.urls import path

from . import views

app_name = "factories"

urlpatterns = [
    path("<slug:slug>/decline/", views.DeclineView.as_view(), name="decline"),
]
