from django.urls import path

from .views import draft, status

app_name = "applications"

urlpatterns = [
    path("", status.ApplicationList.as_view(), name="list"),
    path("start/", draft.StartView.as_view(), name="start"),
    path("parts/", status.PartList.as_view(), name="parts"),
    path("parts/register/", status.RegisterPartnerView.as_view(), name="register_partner"),
    path("parts/<str:public_id>/confirm/", status.ConfirmPartView.as_view(), name="confirm_part"),
    path("documents/<str:public_id>/", status.attachment, name="attachment"),
    path("<str:public_id>/", status.ApplicationDetail.as_view(), name="detail"),
    path("<str:public_id>/edit/", draft.EditView.as_view(), name="edit"),
    path("<str:public_id>/partners/", draft.PartnersView.as_view(), name="partners"),
    path(
        "<str:public_id>/partners/<str:part_id>/remove/",
        draft.RemovePartnerView.as_view(),
        name="remove_partner",
    ),
    path("<str:public_id>/documents/", draft.DocumentsView.as_view(), name="documents"),
    path(
        "<str:public_id>/documents/<str:attachment_id>/remove/",
        draft.RemoveAttachmentView.as_view(),
        name="remove_attachment",
    ),
    path("<str:public_id>/check/", draft.CheckView.as_view(), name="check"),
    path("<str:public_id>/submit/", status.SubmitView.as_view(), name="submit"),
    path("<str:public_id>/recall/", status.RecallView.as_view(), name="recall"),
    path("<str:public_id>/withdraw/", status.WithdrawView.as_view(), name="withdraw"),
    path("<str:public_id>/versions/<int:number>/", status.VersionView.as_view(), name="version"),
]
