"""An article's way: drafted, published, revised, withdrawn; its files and its place at the top."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from programme.accounts.models import User
from programme.calls.models import Call, Programme
from programme.core.choices import Audience
from programme.core.clock import db_now, seoul_day
from programme.core.errors import Conflict, Incomplete, WrongState
from programme.core.events import record_event
from programme.core.moves import require
from programme.core.transitions import lock, transition
from programme.core.uploads import digest, kind_of, shown_name, store

from ..choices import FILE_KINDS, FILE_MAX_BYTES, ArticleStatus
from ..models import TEXTS, Article, ArticleFile
from ..permissions import can_edit_article


def draft_article(
    *,
    kind: str,
    programme: Programme,
    title_ko: str,
    body_ko: str,
    title_en: str = "",
    body_en: str = "",
    english_checked: bool = False,
    call: Call | None = None,
    by: User,
) -> Article:
    """A draft that only staff see. Raises NotAllowed; Incomplete (the call is another programme's)."""
    require(by.has_perm("news.add_article"), _("You may not write news."))
    refuse_other_programme(programme, call)
    with transaction.atomic():
        article = Article.objects.create(
            kind=kind,
            programme=programme,
            call=call,
            title_ko=title_ko,
            title_en=title_en,
            body_ko=body_ko,
            body_en=body_en,
            english_checked=english_checked,
        )
        record_event(article, "news.draft_article", by=by, audience=Audience.STAFF)
    return article


def refuse_other_programme(programme: Programme, call: Call | None) -> None:
    """Raise Incomplete when the call belongs to another programme: the demonstration stays apart."""
    if call is not None and call.programme_id != programme.pk:
        problem = _("This call belongs to another programme.")
        raise Incomplete(problem, {"call": problem})


def publish_article(*, article: Article, by: User | None) -> Article:
    """Show the article to everyone from now on. Raises NotAllowed, WrongState, Incomplete."""
    with transition(article, "publish", by=by, audience=Audience.PUBLIC) as article:
        refuse_half_english(article)
        article.published_at = db_now()
        article.published_on = seoul_day(article.published_at)
    return article


def refuse_half_english(article: Article) -> None:
    """Raise Incomplete when English is called checked and only one of title and text is there."""
    if article.english_checked and not (article.title_en and article.body_en):
        problem = _("Checked English needs both the title and the text in English.")
        raise Incomplete(problem, {"english_checked": problem})


def withdraw_article(*, article: Article, by: User | None, reason: str) -> Article:
    """Take the article off for good: its page and its files are then gone for everyone but staff.

    Raises NotAllowed, WrongState.
    """
    with transition(article, "withdraw", by=by, data={"reason": reason}, audience=Audience.STAFF) as article:
        article.pinned = False
    return article


def revise_article(
    *,
    article: Article,
    title_ko: str,
    body_ko: str,
    title_en: str,
    body_en: str,
    english_checked: bool,
    by: User | None,
    reason: str,
) -> Article:
    """Correct a published article as a new revision, whose day its page then names.

    A reload of the reference data leaves the changed texts alone. Raises NotAllowed, WrongState;
    Incomplete when nothing changes.
    """
    wanted = {"title_ko": title_ko, "body_ko": body_ko, "title_en": title_en, "body_en": body_en}
    with transaction.atomic():
        article = _locked(article, by, ArticleStatus.PUBLISHED)
        changed = [name for name in TEXTS if getattr(article, name) != wanted[name]]
        if article.english_checked != english_checked:
            changed.append("english_checked")
        if not changed:
            raise Incomplete(_("Nothing is different from the published text."))
        for name in TEXTS:
            setattr(article, name, wanted[name])
        article.english_checked = english_checked
        refuse_half_english(article)
        article.revision += 1
        article.revised_at = db_now()
        article.corrected = sorted({*article.corrected, *changed, "revision"})
        article.save()
        data = {"revision": article.revision, "fields": changed, "reason": reason}
        record_event(article, "news.revise_article", by=by, data=data, audience=Audience.PUBLIC)
    return article


def pin_article(*, article: Article, by: User | None) -> Article:
    """Keep a published article at the top of the list. Raises NotAllowed, WrongState."""
    return _pin(article, by, True, "news.pin_article")


def unpin_article(*, article: Article, by: User | None) -> Article:
    """Let it take its place by date again. Raises NotAllowed, WrongState."""
    return _pin(article, by, False, "news.unpin_article")


def _pin(article: Article, by: User | None, pinned: bool, verb: str) -> Article:
    with transaction.atomic():
        article = _locked(article, by, ArticleStatus.PUBLISHED)
        if article.pinned == pinned:
            raise WrongState(_("Someone else has done this already."))
        article.pinned = pinned
        article.save(update_fields=["pinned"])
        record_event(article, verb, by=by, audience=Audience.STAFF)
    return article


def attach_file(*, article: Article, upload: UploadedFile, by: User | None) -> ArticleFile:
    """Add a file to download, judged by its content. Of a published article everyone has it at once.

    Raises NotAllowed, WrongState (withdrawn); Incomplete; Conflict (a file of this name is there).
    """

    def refuse(problem: str) -> Incomplete:
        return Incomplete(problem, {"upload": problem}, code="upload")

    size, kind = upload.size or 0, kind_of(upload)
    if size == 0:
        raise refuse(_("The file is empty."))
    if size > FILE_MAX_BYTES:
        raise refuse(_("The file is larger than %(limit)s.") % {"limit": filesizeformat(FILE_MAX_BYTES)})
    if kind not in FILE_KINDS:
        raise refuse(
            _("The content of this file is not one of the accepted kinds: %(kinds)s.")
            % {"kinds": ", ".join(kind.upper() for kind in FILE_KINDS)}
        )
    name, sha256 = shown_name(upload, kind), digest(upload)
    with transaction.atomic():
        article = _locked(article, by, ArticleStatus.DRAFT, ArticleStatus.PUBLISHED)
        if article.files.filter(name=name, removed_at=None).exists():
            problem = _(
                "A file of this name is there already. Remove it first, or give this one another name."
            )
            raise Conflict(problem, {"upload": problem})
        added = ArticleFile.objects.create(article=article, name=name, kind=kind, size=size, sha256=sha256)
        store(upload, sha256)
        data = {"file": added.public_id, "sha256": sha256}
        record_event(article, "news.attach_file", by=by, data=data, audience=Audience.STAFF)
    return added


def remove_file(*, article: Article, file: ArticleFile, by: User | None) -> Article:
    """Take a file off the article. Raises NotAllowed; WrongState (withdrawn, or removed already)."""
    with transaction.atomic():
        article = _locked(article, by, ArticleStatus.DRAFT, ArticleStatus.PUBLISHED)
        if not article.files.filter(pk=file.pk, removed_at=None).update(removed_at=db_now()):
            raise WrongState(_("Someone else has done this already."))
        data = {"file": file.public_id, "sha256": file.sha256}
        record_event(article, "news.remove_file", by=by, data=data, audience=Audience.STAFF)
    return article


def _locked(article: Article, by: User | None, *statuses: str) -> Article:
    """The article under its lock, in one of these statuses."""
    require(by is None or can_edit_article(by, article), _("You may not change news."))
    article = lock(article)
    if article.status not in statuses:
        raise WrongState(
            _("This is not possible while the article is “%(status)s”.")
            % {"status": article.get_status_display()}
        )
    return article
