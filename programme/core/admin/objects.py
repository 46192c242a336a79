"""The page of one object: what it is, its way, what can be done next, what belongs to it, what happened."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from ..models import Event
from ..story import Line, story
from .changes import changes_of
from .sections import EMPTY, Tab, make_tab, related_tabs
from .way import steps_later, steps_now, way_of

EVENTS_SHOWN = 100
NOTHING: tuple[Any, ...] = (None, "", [], {})


class ObjectPage(ModelAdmin):
    """The head, the way and the tabs of every object's page; an admin declares what is its own.

    `way`: the statuses an ordinary one goes through, in order.
    `case_link`: the lookup of the case, where a case has at most one such record: every page of the
    case then links to it, in the order of `case_place`.
    `shown_on`: on whose pages these records stand, {"app.model": lookup of that object}; `shown_fields`
    are their columns there (else the list's), `shown_whole` shows the only one with all that is in it.
    `shown_tab` names their tab when it is not their app's; such tabs stand last.
    `work_template`: what staff work with on the page, above the fields.
    """

    change_form_outer_before_template = "core/admin/work.html"
    view_on_site = False  # the head links to the public page and to the working page
    way: tuple[str, ...] = ()
    case_link: str = ""
    case_place: int = 5
    empty_value_display = EMPTY
    shown_on: dict[str, str] = {}
    shown_fields: tuple[str, ...] = ()
    shown_whole: bool = False
    shown_tab: Any = ""
    work_template: str = ""

    # --- What an admin may say of its objects ------------------------------------------------

    def heading(self, obj: Any) -> str:
        """What it is called, in the page's language."""
        return str(obj)

    def number_of(self, obj: Any) -> str:
        """The number people know it by; "" without one."""
        return getattr(obj, "receipt_number", "")

    def deadline_of(self, obj: Any) -> Any:
        """Until when the present step should be done (UTC), or None."""
        return None

    def public_page(self, obj: Any) -> str:
        """Where everyone reads about it; "" without such a page."""
        return ""

    def portal_page(self, obj: Any) -> str:
        """Where its people and staff work on it outside the back office; "" without such a page."""
        return ""

    def own_tabs(self, request: HttpRequest, obj: Any) -> list[Tab]:
        """Tabs of this kind of object alone; they stand first."""
        return []

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """To a reader only what is filled in: a page of dashes says nothing."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        empty = {one.name for one in self.opts.concrete_fields if one.value_from_object(obj) in NOTHING}
        kept = [
            (title, {**options, "fields": [name for name in options["fields"] if name not in empty]})
            for title, options in fieldsets
        ]
        return [(title, options) for title, options in kept if options["fields"]]

    # --- The page ----------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if obj is not None and self.has_view_or_change_permission(request, obj):
            context |= self.head(request, obj)
        return super().change_view(request, object_id, form_url, context)

    def head(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the top of the page says."""
        return {
            "title": capfirst(self.opts.verbose_name),  # what kind it is; its name stands before it
            "heading": self.heading(obj),
            "number": self.number_of(obj),
            "badge": badge_of(obj),
            "in_demonstration": getattr(obj, "in_demonstration", False) or getattr(obj, "is_demo", False),
            "deadline": self.deadline_of(obj),
            "public_page": self.public_page(obj),
            "portal_page": self.portal_page(obj),
            "case_links": self.case_links(request, obj),
            "way": way_of(obj, self.way),
            "steps": steps_now(obj, request.user, self.way),
            "steps_later": steps_later(obj, request.user, self.way),
            "work_template": self.work_template,
            "show_save_and_add_another": False,
        }

    def render_change_form(
        self, request: HttpRequest, context: Any, add: Any = False, change: Any = False, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        if obj is not None:
            context["datasets"] = [
                *self.own_tabs(request, obj),
                *related_tabs(request, self.admin_site, obj),
                *self.history_tab(request, obj),
            ]
        return super().render_change_form(request, context, add, change, **kwargs)

    def case_links(self, request: HttpRequest, obj: Any) -> list[dict[str, Any]]:
        """The other pages of the object's case, in the order of the way."""
        case = getattr(obj, "case", None)
        if not case:
            return []
        links: list[dict[str, Any]] = []
        offices = [one for one in self.admin_site._registry.values() if getattr(one, "case_link", "")]
        for office in sorted(offices, key=lambda one: one.case_place):
            if not office.has_view_permission(request):
                continue
            found = office.model._default_manager.filter(**{office.case_link: case}).only("pk").first()
            if found is not None:
                links.append(
                    {
                        "name": capfirst(office.opts.verbose_name),
                        "url": page_of(found),
                        "here": office is self and found.pk == obj.pk,
                    }
                )
        return links if len(links) > 1 or not all(link["here"] for link in links) else []

    # --- What happened -----------------------------------------------------------------------

    def history_tab(self, request: HttpRequest, obj: Any) -> list[Tab]:
        """Who did what when, and what changed in the fields whose history is kept."""
        case = getattr(obj, "case", None)
        events = Event.objects.of_case(case) if case else Event.objects.about(obj)
        lines = story(events.select_related("subject_type").order_by("-id")[:EVENTS_SHOWN])
        changes = changes_of(obj, request.user)
        if not lines and not changes:
            return []
        entries = [{"line": line, "url": self.event_page(request, line, obj)} for line in lines]
        context = {"entries": entries, "changes": changes}
        return [make_tab("history", _("What happened"), "core/admin/narrative.html", context, request)]

    def event_page(self, request: HttpRequest, line: Line, obj: Any) -> str:
        """The page of what the event happened to, unless it is this one or the person may not see it."""
        kind = line.event.subject_type
        model = kind.model_class() if kind else None
        office = self.admin_site._registry.get(model) if model else None
        if office is None or not office.has_view_permission(request):
            return ""
        if model is type(obj) and line.event.subject_id == str(obj.pk):
            return ""
        return reverse(page_name(office.opts), args=[line.event.subject_id])


def badge_of(obj: Any) -> dict[str, Any] | None:
    """Where it stands: the staff's name of the status, its tone, and what the public is told."""
    if not hasattr(obj, "get_status_display"):
        return None
    public = getattr(obj, "public_status", None)
    return {
        "name": obj.get_status_display(),
        "tone": public.tone if public else "neutral",
        "public": public.name if public else "",
        "said": ". ".join(str(part) for part in (public.name, public.next) if part) if public else "",
    }


def page_name(opts: Any) -> str:
    return f"admin:{opts.app_label}_{opts.model_name}_change"


def page_of(obj: Model) -> str:
    """The object's page in the back office; "" when it has none."""
    try:
        return reverse(page_name(obj._meta), args=[obj.pk])
    except NoReverseMatch:
        return ""
