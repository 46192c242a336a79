"""News, answers and contacts in the back office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from programme.core.admin import ReadOnlyInline
from programme.core.register_admin import RegisterAdmin

from .choices import ArticleStatus
from .forms import TEXT_HINT, AnswerForm, ArticleForm, ContactForm
from .models import TEXTS, Answer, Article, ArticleFile, Contact
from .services import add_contact, draft_answer, draft_article


class FileInline(ReadOnlyInline):
    model = ArticleFile
    fields = ["name", "kind", "size", "added_at", "removed_at"]
    readonly_fields = fields


class HelpAdmin(RegisterAdmin):
    """Added through its service; the programme and the call that it belongs to are chosen once."""

    demo_path = "programme__is_demo"
    list_select_related = ("programme", "call")
    fixed = ("programme", "call")
    readonly_fields: tuple[str, ...] = ("source_list", "corrected_fields")
    form_class: Any
    service: Any

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        service = type(self).service
        return self.service_form_view(request, self.form_class, lambda data: service(by=request.user, **data))


@admin.register(Article)
class ArticleAdmin(HelpAdmin):
    """A draft is changed here; a published text only by its step, as a new revision."""

    form_class, service = ArticleForm, draft_article
    list_display = ("title_ko", "kind", "status", "published_on", "pinned", "call", "english_checked")
    list_filter = ("kind", "status", "pinned", "english_checked", "programme")
    search_fields = ("title_ko", "title_en", "body_ko", "body_en", "slug")
    date_hierarchy = "published_on"
    inlines = (FileInline,)
    readonly_fields = (
        "slug", "pinned", "published_at", "published_on", "revision", "revised_at",
        "source_list", "corrected_fields",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("kind", "status", "programme", "call", *TEXTS, "english_checked")}),
        (_("Publication"), {"fields": ("published_at", "published_on", "pinned", "revision", "revised_at")}),
        (_("Record"), {"fields": ("slug", "source_list", "corrected_fields")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        drafting = obj is None or obj.status == ArticleStatus.DRAFT
        return fields if drafting else [*fields, "kind", *TEXTS, "english_checked"]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("body_ko", "body_en"):
            field.help_text = TEXT_HINT
        return field

    def portal_page(self, obj: Article) -> str:
        """Where readers find it; staff see a draft there as readers will."""
        return obj.get_absolute_url()


@admin.register(Answer)
class AnswerAdmin(HelpAdmin):
    form_class, service = AnswerForm, draft_answer
    list_display = ("question_ko", "category", "call", "status", "position", "english_checked")
    list_filter = ("status", "category", "english_checked", "programme", "call")
    search_fields = ("question_ko", "question_en", "answer_ko", "answer_en")
    exclude = ("sources",)


@admin.register(Contact)
class ContactAdmin(HelpAdmin):
    form_class, service = ContactForm, add_contact
    personal = True  # an office's address may be one person's
    list_display = ("department_ko", "department_en", "call", "telephone", "email")
    search_fields = ("department_ko", "department_en", "telephone", "email")
    exclude = ("sources",)
