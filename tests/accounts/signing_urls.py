"""A page that signs, for tests: a company's name is the text."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lighthouse.urls import urlpatterns as portal
from programme.accounts.second_factor import require_recent_second_factor
from programme.accounts.services import sign
from programme.accounts.views import SignView
from programme.companies.models import Company


class SignName(SignView):
    model = Company

    def get_statement(self, obj: Company) -> str:
        return f"We are called {obj.name_ko}."

    def sign(self, form, shown_sha256):
        obj = self.object
        sign(by=self.request.user, statement=self.get_statement(obj), shown_sha256=shown_sha256, subject=obj)

    def get_success_url(self) -> str:
        return "/signed/"


@require_recent_second_factor
def confidential(request: HttpRequest) -> HttpResponse:
    return HttpResponse("for your eyes only")


urlpatterns = [path("sign/<public_id>/", SignName.as_view()), path("secret/", confidential), *portal]
