from django.urls import path

from .views import host, host_session, host_stop, visit

app_name = "tours"

urlpatterns = [
    path("", visit.FindView.as_view(), name="find"),
    path("mine/", visit.MineView.as_view(), name="mine"),
    path("bookings/<str:public_id>/", visit.BookingView.as_view(), name="booking"),
    path("bookings/<str:public_id>/approve/", host_session.ApproveView.as_view(), name="approve_booking"),
    path("bookings/<str:public_id>/decline/", host_session.DeclineView.as_view(), name="decline_booking"),
    path("bookings/<str:public_id>/move/", visit.MoveBookingView.as_view(), name="move_booking"),
    path("bookings/<str:public_id>/fewer/", visit.ReduceView.as_view(), name="reduce_booking"),
    path("bookings/<str:public_id>/number/", visit.ConfirmNumberView.as_view(), name="confirm_number"),
    path("bookings/<str:public_id>/accept/", visit.AcceptOfferView.as_view(), name="accept_offer"),
    path("bookings/<str:public_id>/cancel/", visit.CancelBookingView.as_view(), name="cancel_booking"),
    path("bookings/<str:public_id>/certificate/", visit.CertificateView.as_view(), name="certificate"),
    path("bookings/<str:public_id>/check-in/", host_session.check_in, name="check_in"),
    path(
        "bookings/<str:public_id>/take-back-check-in/",
        host_session.TakeBackCheckInView.as_view(),
        name="take_back_check_in",
    ),
    path("waiting/<str:public_id>/offer/", host_session.offer_seats, name="offer_seats"),
    path("waiting/<str:public_id>/leave/", visit.leave, name="leave"),
    path("host/<slug:slug>/", host.HostView.as_view(), name="host"),
    path("host/<slug:slug>/programme/", host.ProgrammeView.as_view(), name="save_programme"),
    path("host/<slug:slug>/open/", host.OpenToursView.as_view(), name="open_tours"),
    path("host/<slug:slug>/close/", host.CloseToursView.as_view(), name="close_tours"),
    path("host/<slug:slug>/plan/", host.PlanView.as_view(), name="create_session"),
    path("host/<slug:slug>/stop/", host_stop.StopLineView.as_view(), name="stop_line"),
    path("<str:public_id>/", visit.SessionView.as_view(), name="session"),
    path("<str:public_id>/wait/", visit.JoinView.as_view(), name="join"),
    path("<str:public_id>/host/", host_session.HostSessionView.as_view(), name="host_session"),
    path("<str:public_id>/capacity/", host_session.CapacityView.as_view(), name="change_capacity"),
    path("<str:public_id>/shares/", host_session.SharesView.as_view(), name="set_shares"),
    path("<str:public_id>/walk-in/", host_session.WalkInView.as_view(), name="add_walk_in"),
    path("<str:public_id>/telephone/", host_session.EnterBookingView.as_view(), name="enter_booking"),
    path("<str:public_id>/guides/", host_session.AssignGuideView.as_view(), name="assign_guide"),
    path("<str:public_id>/guides/<int:duty_id>/end/", host_session.end_duty, name="end_duty"),
    path("<str:public_id>/call-off/", host_session.CancelSessionView.as_view(), name="cancel_session"),
    path("<str:public_id>/stop/", host_stop.StopSessionView.as_view(), name="stop_session"),
    path("<str:public_id>/held/", host_session.ConfirmHeldView.as_view(), name="confirm_held"),
    path("<str:public_id>/take-back-held/", host_session.TakeBackHeldView.as_view(), name="take_back_held"),
]
