from django.urls import path

from . import views

app_name = "selection"

urlpatterns = [
    path("<str:public_id>/letter/", views.Letter.as_view(), name="letter"),
    path("<str:public_id>/appeal/", views.FileAppeal.as_view(), name="appeal"),
]
