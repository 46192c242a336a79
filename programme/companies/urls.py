from django.urls import path

from . import views

app_name = "companies"

urlpatterns = [
    path("register/", views.RegisterView.as_view(), name="register"),
    path("<str:public_id>/", views.CompanyView.as_view(), name="detail"),
    path("<str:public_id>/add-site/", views.AddSiteView.as_view(), name="add_site"),
    path("<str:public_id>/add-colleague/", views.AddColleagueView.as_view(), name="add_colleague"),
    path("<str:public_id>/colleagues/<uuid:person>/remove/", views.remove_colleague, name="remove_colleague"),
    path("<str:public_id>/claim/", views.ClaimView.as_view(), name="claim"),
]
