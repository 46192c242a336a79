"""A person's own tokens for the API: made, shown once, revoked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from programme.core.views import ServiceFormView

from . import services
from .forms import TokenForm
from .models import ApiToken
from .permissions import can_have_tokens


@method_decorator(never_cache, name="dispatch")
class TokensView(LoginRequiredMixin, ServiceFormView):
    """The tokens that are live, and a form for another.

    The answer to the POST shows the secret itself: it is kept nowhere from which a redirect could
    fetch it.
    """

    template_name = "accounts/tokens.html"
    form_class = TokenForm

    def perform(self, form: forms.Form) -> HttpResponse:
        token, secret = services.create_token(by=self.request.user, **form.cleaned_data)  # type: ignore[arg-type]
        return self.render_to_response(
            self.get_context_data(form=self.form_class(), token=token, secret=secret), status=201
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        return super().get_context_data(
            tokens=user.api_tokens.live(), may_have=can_have_tokens(user), **kwargs
        )


@login_required
@require_POST
def revoke_token(request: HttpRequest, public_id: str) -> HttpResponse:
    """End a token of one's own."""
    token = get_object_or_404(ApiToken.objects.filter(user=request.user), public_id=public_id)  # type: ignore[misc]
    services.revoke_token(token=token, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("The token is revoked. Programs that use it are refused from now on."))
    return redirect("accounts:tokens")
