"""A class in two groups: booked by the teacher, planned by the host."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from programme.core.errors import ServiceError
from programme.core.views import ServiceFormView

from .. import services
from ..forms import ParallelForm, SplitForm
from ..models import Booking
from ..queries import guides_of, parallel_sessions
from .host_session import SessionFormView
from .visit import SessionView, booked_text


class SplitView(SessionView):
    """A class shared out between a session and the one beside it; one POST books both or neither."""

    form_class = SplitForm
    splitting = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.beside = parallel_sessions(self.session).first()
        if self.beside is None or not self.session.tour_programme.schools:
            raise Http404

    def get_form_class(self) -> Any:
        return SplitForm

    def get_initial(self) -> dict[str, Any]:
        assert self.beside is not None
        return {"beside": self.beside.public_id}

    def perform(self, form: Any) -> HttpResponse:
        booking, _beside = services.book_class(
            session=self.session,
            by=self.request.user,  # type: ignore[arg-type]
            **form.cleaned_data,
        )
        text = _("Your class is booked in two groups. A confirmation is on its way by e-mail.")
        messages.success(self.request, booked_text(booking) if booking.is_requested else text)
        return redirect(booking)

    def refused(self, form: Any, error: ServiceError) -> HttpResponse:
        if error.code == "already_booked":
            return redirect(self.own_booking())
        return ServiceFormView.refused(self, form, error)

    def own_booking(self) -> Booking:
        """In this session, or in the one beside it."""
        own = Booking.objects.live().filter(person=self.request.user, session__in=[self.session, self.beside])
        return own.order_by("pk")[0]


class ParallelView(SessionFormView):
    """Another group at the same time."""

    form_class = ParallelForm
    title = gettext_lazy("Add a parallel group")
    action = gettext_lazy("Plan the parallel group")

    def get_form_kwargs(self) -> dict[str, Any]:
        guides = guides_of(self.session.factory)
        return {**super().get_form_kwargs(), "session": self.session, "guides": guides}

    def get_initial(self) -> dict[str, Any]:
        return {"capacity": self.session.capacity}

    def perform(self, form: Any) -> HttpResponse:
        group = services.add_parallel(session=self.session, by=self.request.user, **form.cleaned_data)
        messages.success(self.request, _("The parallel group is planned and can be booked."))
        return redirect(group.get_host_url())
