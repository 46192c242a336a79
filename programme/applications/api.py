"""The person's own applications, by session."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from programme.accounts.choices import COMPANY_ROLES
from programme.core.bodies import ReasonSerializer
from programme.core.schema import refusal

from . import services
from .models import Application
from .queries import due_at


class ApplicationSerializer(serializers.ModelSerializer):
    """Where an application stands; amounts in whole won, instants in Seoul time with its offset."""

    call = serializers.SlugRelatedField(slug_field="key", read_only=True)
    company = serializers.CharField(source="company.name_ko", read_only=True)
    receipt_number = serializers.CharField(
        source="version.receipt_number", default=None, allow_null=True, read_only=True
    )
    public_status = serializers.CharField(source="public_status.name", read_only=True)
    next = serializers.CharField(source="public_status.next", read_only=True)
    due_at = serializers.SerializerMethodField()

    class Meta:
        model = Application
        fields = [
            "public_id",
            "call",
            "company",
            "status",
            "public_status",
            "next",
            "due_at",
            "receipt_number",
            "main_product",
            "total_krw",
            "requested_krw",
            "status_since",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_due_at(self, application: Application) -> Any:
        return due_at(application)


REFUSALS = {
    409: refusal("wrong_state", "closed", says="The application's status or the time no longer admits this."),
    422: refusal("incomplete", says="`fields` names what is missing.", fields=True),
}


class ApplicationViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Applications of the signed-in person's companies, and the company's own steps."""

    serializer_class = ApplicationSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_field = "public_id"
    queryset = Application.objects.none()

    def get_queryset(self) -> Any:
        user = self.request.user
        if not user.is_authenticated:
            return Application.objects.none()
        return (
            Application.objects.filter(company__uid__in=user.scopes(*COMPANY_ROLES))
            .select_related("call", "company", "version")
            .prefetch_related("call__stages")
        )

    def answer(self, application: Application) -> Response:
        return Response(self.get_serializer(application).data, status=status.HTTP_200_OK)

    @extend_schema(request=None, responses={200: ApplicationSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, public_id: str) -> Response:
        return self.answer(services.submit_application(application=self.get_object(), by=request.user))

    @extend_schema(request=None, responses={200: ApplicationSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, public_id: str) -> Response:
        return self.answer(services.recall_application(application=self.get_object(), by=request.user))

    @extend_schema(request=ReasonSerializer, responses={200: ApplicationSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, public_id: str) -> Response:
        body = ReasonSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return self.answer(
            services.withdraw_application(
                application=self.get_object(), by=request.user, **body.validated_data
            )
        )
