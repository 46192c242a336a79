from django.urls import path

from . import views

app_name = "screening"

urlpatterns = [
    path("<slug:public_id>/result/", views.ResultView.as_view(), name="result"),
]
