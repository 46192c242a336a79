"""The lean flow (form, POST, confirmation), the plain DRF POST, and the bare view of its two statements."""

import json
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import CreateView, DetailView
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .models import Booking, Kind, Session


class BookingForm(forms.ModelForm):
    class Meta:
        model = Booking
        fields = ["kind", "school_kind", "seats", "adults", "group_name", "note"]
        widgets = {"kind": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "seats": _("Everyone who comes, yourself included."),
            "group_name": _("Needed for groups."),
            "note": _("Wheelchairs, interpreting and so on."),
        }

    def clean(self) -> dict[str, Any]:
        party = super().clean() or {}
        if party.get("kind") != Kind.INDIVIDUAL and not party.get("group_name"):
            self.add_error("group_name", _("Enter the name of the school or organisation."))
        return party


class BookView(LoginRequiredMixin, CreateView):
    form_class = BookingForm
    template_name = "reference/session.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.session = get_object_or_404(Session.objects.select_related("factory"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(session=self.session, **kwargs)

    def form_valid(self, form: BookingForm) -> HttpResponse:
        form.instance.session, form.instance.person = self.session, self.request.user
        with transaction.atomic():
            Session.objects.filter(pk=self.session.pk).update(taken=F("taken") + form.instance.seats)
            answer = super().form_valid(form)
        messages.success(self.request, _("Your seats are booked."))
        return answer


class ConfirmationView(LoginRequiredMixin, DetailView):
    template_name = "reference/booking.html"

    def get_queryset(self) -> Any:
        return Booking.objects.filter(person=self.request.user).select_related("session__factory")


class BookingSerializer(serializers.ModelSerializer):
    class Meta:
        model = Booking
        fields = ["id", "session", "seats", "note"]


class BookingApi(APIView):
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]

    def post(self, request: Request) -> Response:
        serializer = BookingSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        with transaction.atomic():
            seats, session = serializer.validated_data["seats"], serializer.validated_data["session"]
            Session.objects.filter(pk=session.pk).update(taken=F("taken") + seats)
            serializer.save(person=request.user)
        return Response(serializer.data, status=201)


@csrf_exempt
def bare(request: HttpRequest) -> JsonResponse:
    data = json.loads(request.body)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reference_session SET taken = taken + %s WHERE id = %s", [data["seats"], data["session"]]
        )
        cursor.execute(
            "INSERT INTO reference_booking"
            " (session_id, person_id, kind, school_kind, seats, group_name, note, booked_at)"
            " VALUES (%s, %s, 'individual', '', %s, '', '', now()) RETURNING id",
            [data["session"], data["person"], data["seats"]],
        )
        (made,) = cursor.fetchone()
    return JsonResponse({"id": made}, status=201)
