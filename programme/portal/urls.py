from django.urls import path

from . import directory_views, search_views, views

app_name = "portal"

urlpatterns = [
    path("", views.HomeView.as_view(), name="home"),
    path("about/", views.AboutView.as_view(), name="about"),
    path("calls/", views.CallListView.as_view(), name="calls"),
    path("calls/<slug:key>/", views.CallView.as_view(), name="call"),
    path("cases/<uuid:case>/", views.CaseView.as_view(), name="case"),
    path("desk/", views.DeskView.as_view(), name="desk"),
    path("factories/", directory_views.FactoryListView.as_view(), name="factories"),
    path("factories.csv", directory_views.FactoryFileView.as_view(), name="factories_file"),
    path("search/", search_views.SearchView.as_view(), name="search"),
    path("factories/<slug:slug>/", views.FactoryView.as_view(), name="factory"),
]
