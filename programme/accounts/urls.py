from django.urls import path

from . import token_views, views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.ProfileView.as_view(), name="profile"),
    path("name/", views.NameView.as_view(), name="name"),
    path("tokens/", token_views.TokensView.as_view(), name="tokens"),
    path("tokens/<str:public_id>/revoke/", token_views.revoke_token, name="revoke_token"),
    path("demo/", views.DemoAccountsView.as_view(), name="demo"),
    path("demo/sign-in/", views.DemoSignInView.as_view(), name="demo_sign_in"),
]
