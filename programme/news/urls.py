from django.urls import path
from django.views.decorators.http import conditional_page

from programme.core.public_pages import public_page

from . import views
from .feeds import LatestArticles

app_name = "news"

urlpatterns = [
    path("", public_page(views.ArticleListView.as_view()), name="list"),
    path("feed/", conditional_page(LatestArticles()), name="feed"),
    path("questions/", public_page(views.QuestionsView.as_view()), name="questions"),
    path("contact/", public_page(views.ContactView.as_view()), name="contact"),
    path("files/<str:public_id>/", views.file, name="file"),
    path("<slug:slug>/", public_page(views.ArticleView.as_view()), name="article"),
]
