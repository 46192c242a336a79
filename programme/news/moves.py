"""The steps of articles and answers, and how their other events read."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programme.core.forms import ReasonForm
from programme.core.moves import Act, Move, name_events, register, register_acts

from . import services
from .choices import AnswerStatus, ArticleStatus
from .forms import AttachForm, RemoveFileForm, ReviseForm
from .models import Answer, Article
from .permissions import can_edit_answer, can_edit_article
from .queries import files_of

register(
    Move(
        model=Article,
        verb="publish",
        label=_("Publish the article"),
        sources=frozenset({ArticleStatus.DRAFT}),
        target=ArticleStatus.PUBLISHED,
        can=can_edit_article,
        service=services.publish_article,
        noun="article",
        warning=_("Everyone can read it at once. Later changes are new revisions, whose day the page names."),
    ),
    Move(
        model=Article,
        verb="withdraw",
        label=_("Withdraw the article"),
        sources=frozenset({ArticleStatus.DRAFT, ArticleStatus.PUBLISHED}),
        target=ArticleStatus.WITHDRAWN,
        can=can_edit_article,
        service=services.withdraw_article,
        noun="article",
        form=ReasonForm,
        warning=_("Its page and its files are gone for readers. This cannot be undone."),
    ),
    Move(
        model=Answer,
        verb="publish",
        label=_("Publish the answer"),
        sources=frozenset({AnswerStatus.DRAFT}),
        target=AnswerStatus.PUBLISHED,
        can=can_edit_answer,
        service=services.publish_answer,
        noun="answer",
    ),
    Move(
        model=Answer,
        verb="unpublish",
        label=_("Take the answer off the pages"),
        sources=frozenset({AnswerStatus.PUBLISHED}),
        target=AnswerStatus.DRAFT,
        can=can_edit_answer,
        service=services.unpublish_answer,
        noun="answer",
    ),
)


def is_published(article: Article) -> bool:
    return article.status == ArticleStatus.PUBLISHED


def is_not_withdrawn(article: Article) -> bool:
    return article.status != ArticleStatus.WITHDRAWN


register_acts(
    Act(
        model=Article,
        verb="revise",
        label=_("Correct the published text"),
        can=can_edit_article,
        when=is_published,
        service=services.revise_article,
        noun="article",
        form=ReviseForm,
    ),
    Act(
        model=Article,
        verb="pin",
        label=_("Pin to the top"),
        can=can_edit_article,
        when=lambda article: is_published(article) and not article.pinned,
        service=services.pin_article,
        noun="article",
    ),
    Act(
        model=Article,
        verb="unpin",
        label=_("Take from the top"),
        can=can_edit_article,
        when=lambda article: is_published(article) and article.pinned,
        service=services.unpin_article,
        noun="article",
    ),
    Act(
        model=Article,
        verb="attach_file",
        label=_("Add a file"),
        can=can_edit_article,
        when=is_not_withdrawn,
        service=services.attach_file,
        noun="article",
        form=AttachForm,
    ),
    Act(
        model=Article,
        verb="remove_file",
        label=_("Remove a file"),
        can=can_edit_article,
        when=lambda article: is_not_withdrawn(article) and files_of(article).exists(),
        service=services.remove_file,
        noun="article",
        form=RemoveFileForm,
    ),
)

name_events(
    {
        "news.draft_article": _("Article drafted"),
        "news.publish": pgettext_lazy("text", "Published"),
        "news.withdraw": _("Article withdrawn"),
        "news.revise_article": _("Published text corrected"),
        "news.pin_article": _("Pinned to the top"),
        "news.unpin_article": _("Taken from the top"),
        "news.attach_file": _("File added"),
        "news.remove_file": _("File removed"),
        "news.draft_answer": _("Answer drafted"),
        "news.unpublish": _("Answer taken off the pages"),
        "news.add_contact": _("Contact added"),
        "news.correct": _("Changed"),
    }
)
