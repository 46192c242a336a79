from django.urls import path

from . import views
from .feeds import LatestArticles

app_name = "news"

urlpatterns = [
    path("", views.ArticleListView.as_view(), name="list"),
    path("feed/", LatestArticles(), name="feed"),
    path("questions/", views.QuestionsView.as_view(), name="questions"),
    path("contact/", views.ContactView.as_view(), name="contact"),
    path("files/<str:public_id>/", views.file, name="file"),
    path("<slug:slug>/", views.ArticleView.as_view(), name="article"),
]
