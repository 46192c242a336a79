"""Open data: news and notices of real programmes."""

import django_filters
from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from programme.core.open_data import Known, PublicViewSet

from .choices import ArticleKind
from .models import Article, ArticleFile, ArticleQuerySet


class ArticleFileSerializer(serializers.ModelSerializer):
    """A file to download; its size in bytes."""

    url = serializers.SerializerMethodField()

    class Meta:
        model = ArticleFile
        fields = ["name", "kind", "size", "sha256", "url"]

    @extend_schema_field(serializers.URLField())
    def get_url(self, file: ArticleFile) -> str:
        return self.context["request"].build_absolute_uri(file.get_absolute_url())


class ArticleSerializer(serializers.ModelSerializer):
    """News or a notice. Texts are plain; English is null where it was not checked.

    `published_at` is null for what was taken over from publications, of which only the day is known.
    """

    programme = serializers.SlugRelatedField(slug_field="key", read_only=True)
    call = serializers.SlugRelatedField(slug_field="key", read_only=True, allow_null=True)
    title_en = serializers.SerializerMethodField()
    body_en = serializers.SerializerMethodField()
    files = ArticleFileSerializer(many=True, read_only=True)
    sources = serializers.ListField(child=serializers.CharField(), read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = [
            "slug",
            "kind",
            "programme",
            "call",
            "title_ko",
            "title_en",
            "body_ko",
            "body_en",
            "published_on",
            "published_at",
            "revision",
            "revised_at",
            "files",
            "sources",
            "url",
        ]

    @extend_schema_field(Known())
    def get_title_en(self, article: Article) -> str | None:
        return (article.english_checked and article.title_en) or None

    @extend_schema_field(Known())
    def get_body_en(self, article: Article) -> str | None:
        return (article.english_checked and article.body_en) or None

    @extend_schema_field(serializers.URLField())
    def get_url(self, article: Article) -> str:
        return self.context["request"].build_absolute_uri(article.get_absolute_url())


class ArticleConditions(django_filters.FilterSet):
    """By kind, programme or call (keys)."""

    kind = django_filters.ChoiceFilter(choices=ArticleKind.choices)
    programme = django_filters.CharFilter(field_name="programme__key")
    call = django_filters.CharFilter(field_name="call__key")

    class Meta:
        model = Article
        fields: list[str] = []


class ArticleViewSet(PublicViewSet):
    """News and notices, the latest first; a demonstration's are never among them."""

    serializer_class = ArticleSerializer
    queryset = Article.objects.none()  # for the schema
    filterset_class = ArticleConditions
    lookup_field = "slug"

    def get_queryset(self) -> ArticleQuerySet:
        files = ArticleFile.objects.filter(removed_at=None)
        real = Article.objects.filter(programme__is_demo=False).published()  # type: ignore[attr-defined]
        return (
            real.select_related("programme", "call").prefetch_related(Prefetch("files", files)).latest_first()
        )
