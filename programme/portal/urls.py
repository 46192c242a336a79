from django.urls import path
from django.views.generic import TemplateView

from . import views

app_name = "portal"

urlpatterns = [
    path("", TemplateView.as_view(template_name="portal/home.html"), name="home"),
    path("desk/", views.DeskView.as_view(), name="desk"),
    path("factories/", TemplateView.as_view(template_name="portal/home.html"), name="factories"),
    path("factories/<slug:slug>/", TemplateView.as_view(template_name="portal/home.html"), name="factory"),
    path("calls/", TemplateView.as_view(template_name="portal/home.html"), name="calls"),
    path("about/", TemplateView.as_view(template_name="portal/home.html"), name="about"),
]
