from django.urls import path

from . import views

urlpatterns = [
    path("sessions/<int:pk>/", views.BookView.as_view()),
    path("bookings/<int:pk>/", views.ConfirmationView.as_view(), name="booking"),
    path("api/bookings/", views.BookingApi.as_view()),
    path("bare/", views.bare),
]
