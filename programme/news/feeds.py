"""The latest news for feed readers, one Atom feed in each language; never of the demonstration."""

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from programme.core.clock import SEOUL
from programme.core.display import name_in_language

from .models import Article
from .prose import as_html
from .queries import listed_articles

LATEST = 20


class LatestArticles(Feed):
    feed_type = Atom1Feed

    def title(self) -> str:
        return _("K-Smart Lighthouse Factory: news and notices")

    def subtitle(self) -> str:
        return _("What the programme announces, the latest first.")

    def link(self) -> str:
        return reverse("news:list")

    def items(self) -> Any:
        return listed_articles().real()[:LATEST]

    def item_title(self, item: Article) -> str:
        return name_in_language(item, "title")

    def item_description(self, item: Article) -> str:
        return as_html(name_in_language(item, "body"))

    def item_pubdate(self, item: Article) -> datetime:
        # What was taken over from publications has a day only.
        assert item.published_on is not None
        return item.published_at or datetime.combine(item.published_on, time.min, tzinfo=SEOUL)

    def item_updateddate(self, item: Article) -> datetime:
        return item.revised_at or self.item_pubdate(item)

    def item_categories(self, item: Article) -> list[str]:
        return [item.get_kind_display()]
