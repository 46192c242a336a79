from django.urls import path

from . import views

app_name = "recommendations"

urlpatterns = [
    path("", views.DeskView.as_view(), name="desk"),
    path("nominate/<slug:call>/<slug:technopark>/", views.NominateView.as_view(), name="nominate"),
    path("nominations/<slug:public_id>/settle/", views.SettleView.as_view(), name="settle"),
    path("nominations/<slug:public_id>/drop/", views.DropView.as_view(), name="drop"),
    path("<slug:public_id>/", views.ApplicationView.as_view(), name="application"),
    path("<slug:public_id>/result/", views.ResultView.as_view(), name="result"),
    path("<slug:public_id>/recommend/", views.RecommendView.as_view(), name="recommend"),
    path("<slug:public_id>/decline/", views.DeclineView.as_view(), name="decline"),
    path("<slug:public_id>/withdraw/", views.WithdrawView.as_view(), name="withdraw_recommendation"),
    path("<slug:public_id>/take-back/", views.TakeBackView.as_view(), name="take_back_decline"),
]
