from django.urls import path

from . import views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("demo/", views.DemoAccountsView.as_view(), name="demo"),
    path("demo/sign-in/", views.DemoSignInView.as_view(), name="demo_sign_in"),
]
