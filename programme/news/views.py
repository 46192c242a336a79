"""News, questions and contacts as anyone reads them."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, ListView, TemplateView

from programme.calls.sources import sources_of
from programme.core.uploads import download
from programme.regions.models import TechnoPark

from .filters import AnswerFilter, ArticleFilter
from .models import Article, ArticleFile
from .queries import by_category, contacts, listed_answers, listed_articles, pinned_first


class ArticleListView(ListView):
    """Pinned ones first, then the latest."""

    template_name = "news/list.html"
    context_object_name = "articles"
    paginate_by = 15

    def get_queryset(self) -> Any:
        self.filter = ArticleFilter(self.request.GET, queryset=listed_articles(), request=self.request)
        return pinned_first(self.filter.qs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=self.filter.form, active_filters=self.filter.active(), **kwargs)


class ArticleView(DetailView):
    """One article; staff see a draft here as its readers will."""

    template_name = "news/article.html"
    context_object_name = "article"

    def get_queryset(self) -> Any:
        return Article.objects.visible_to(self.request.user).select_related("programme", "call")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        article = self.object
        listed = listed_articles()
        newer = Q(published_on__gt=article.published_on) if article.published_on else Q(pk=None)
        older = Q(published_on__lt=article.published_on) if article.published_on else Q(pk=None)
        return super().get_context_data(
            sources=sources_of(article.sources),
            newer=listed.filter(newer).reverse().first(),
            older=listed.filter(older).first(),
            **kwargs,
        )


def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A form to download, to those who may read its article."""
    found = get_object_or_404(
        ArticleFile,
        public_id=public_id,
        removed_at=None,
        article__in=Article.objects.visible_to(request.user),  # type: ignore[arg-type]
    )
    return download(found.sha256, found.name)


class QuestionsView(TemplateView):
    """Questions and answers by category, of the programme and of one call."""

    template_name = "news/questions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = AnswerFilter(self.request.GET, queryset=listed_answers(), request=self.request)
        answers = list(chosen.qs)
        return super().get_context_data(
            form=chosen.form,
            active_filters=chosen.active(),
            count=len(answers),
            opened=bool(self.request.GET.get("q")),
            groups=by_category(answers),
            **kwargs,
        )


class ContactView(TemplateView):
    """Whom to ask: the programme, each call, and the techno-parks with their own sites."""

    template_name = "news/contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        parks = TechnoPark.objects.select_related("region").order_by("region__position", "pk")
        return super().get_context_data(contacts=contacts(), technoparks=parks, **kwargs)
