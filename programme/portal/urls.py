from django.urls import path

from programme.core.public_pages import public_page

from . import directory_views, search_views, views

app_name = "portal"

urlpatterns = [
    path("", public_page(views.HomeView.as_view()), name="home"),
    path("about/", public_page(views.AboutView.as_view()), name="about"),
    path("calls/", public_page(views.CallListView.as_view()), name="calls"),
    path("calls/<slug:key>/", public_page(views.CallView.as_view()), name="call"),
    path("cases/<uuid:case>/", views.CaseView.as_view(), name="case"),
    path("desk/", views.DeskView.as_view(), name="desk"),
    path("factories/", public_page(directory_views.FactoryListView.as_view()), name="factories"),
    path("factories.csv", directory_views.FactoryFileView.as_view(), name="factories_file"),
    path("search/", search_views.SearchView.as_view(), name="search"),
    path("factories/<slug:slug>/", public_page(views.FactoryView.as_view()), name="factory"),
]
