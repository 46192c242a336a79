from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import TemplateView

from . import views

PAGES = ["home", "factories", "tours", "news", "about", "mine", "questions", "privacy"]

urlpatterns = [
    path("api/bookings/", views.BookingApi.as_view()),
    path("bare/", views.bare),
    *i18n_patterns(
        *(
            path(f"{name}/", TemplateView.as_view(template_name="reference/base.html"), name=name)
            for name in PAGES
        ),
        path("logout/", LogoutView.as_view(), name="logout"),
        path("sessions/<int:pk>/", views.BookView.as_view(), name="session"),
        path("bookings/<int:pk>/", views.ConfirmationView.as_view(), name="booking"),
        prefix_default_language=False,
    ),
]
