"""News, answers and contacts: who may write them, what is refused, what the database holds."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from programme.accounts.choices import StaffGroup
from programme.calls.models import Programme
from programme.core.clock import db_now
from programme.core.errors import Conflict, Incomplete, NotAllowed, WrongState
from programme.core.models import Event
from programme.core.uploads import kind_of
from programme.news import services
from programme.news.choices import FILE_KINDS, AnswerStatus, ArticleStatus
from programme.news.models import Answer, Article, Contact
from programme.news.services.load import load_news
from tests.records import AnswerFactory, ArticleFactory, CallFactory, ProgrammeFactory, UserFactory, staff_in

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"
HWP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + b"HWP Document File"


def zipped(**members: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


FORMS = {
    "서식.pdf": PDF,
    "서식.hwp": HWP,
    "서식.hwpx": zipped(mimetype="application/hwp+zip"),
    "서식.xlsx": zipped(**{"xl__workbook.xml": "<workbook/>"}),
    "서식.zip": zipped(**{"서식.txt": "x"}),
}


def upload(name: str = "서식.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture
def ministry() -> Any:
    return staff_in(StaffGroup.MINISTRY)


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def draft(by: Any, **fields: Any) -> Article:
    values = {"kind": "notice", "title_ko": "공지", "body_ko": "본문", "programme": ProgrammeFactory()}
    return services.draft_article(**{**values, **fields}, by=by)


# --- The way of an article ------------------------------------------------------------------


def test_a_draft_is_published_on_the_databases_clock(ministry: Any) -> None:
    before = db_now()
    article = draft(ministry)
    assert article.status == ArticleStatus.DRAFT
    assert not Article.objects.shown().filter(pk=article.pk).exists()
    article = services.publish_article(article=article, by=ministry)
    assert before < article.published_at < db_now()
    assert Article.objects.shown().filter(pk=article.pk).exists()
    with pytest.raises(WrongState):
        services.publish_article(article=article, by=ministry)
    verbs = [event.verb for event in Event.objects.about(article)]
    assert verbs == ["news.draft_article", "news.publish"]


def test_a_withdrawn_article_is_gone_and_never_comes_back(ministry: Any) -> None:
    article = ArticleFactory(pinned=True)
    article = services.withdraw_article(article=article, by=ministry, reason="착오")
    assert not article.pinned
    assert not Article.objects.shown().filter(pk=article.pk).exists()
    with pytest.raises(WrongState):
        services.publish_article(article=article, by=ministry)
    with pytest.raises(WrongState):
        services.attach_file(article=article, upload=upload(), by=ministry)


def test_english_is_checked_as_a_whole(ministry: Any) -> None:
    article = draft(ministry, title_en="Notice", english_checked=True)
    with pytest.raises(Incomplete) as refusal:
        services.publish_article(article=article, by=ministry)
    assert "english_checked" in refusal.value.fields


def revise(article: Article, by: Any, **changes: Any) -> Article:
    texts = {name: getattr(article, name) for name in ("title_ko", "title_en", "body_ko", "body_en")}
    wanted = {**texts, "english_checked": article.english_checked, **changes}
    return services.revise_article(article=article, **wanted, by=by, reason="오기")


def test_a_published_text_changes_as_a_new_revision_with_an_event(ministry: Any) -> None:
    article = revise(ArticleFactory(), ministry, body_ko="고친 본문")
    assert (article.revision, article.body_ko) == (2, "고친 본문")
    assert article.revised_at is not None
    event = Event.objects.about(article).get(verb="news.revise_article")
    assert event.data == {"revision": 2, "fields": ["body_ko"], "reason": "오기"}
    with pytest.raises(Incomplete):
        revise(article, ministry)
    with pytest.raises(WrongState):
        revise(ArticleFactory(status="draft"), ministry, body_ko="x")


def test_the_database_refuses_a_published_text_that_changes_silently() -> None:
    article = ArticleFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(body_ko="몰래")
    Article.objects.filter(pk=article.pk).update(pinned=True)  # the control: what is no text may change
    written = ArticleFactory(status="draft")
    assert Article.objects.filter(pk=written.pk).update(body_ko="초안") == 1


def test_the_database_refuses_a_step_back() -> None:
    article = ArticleFactory()
    with pytest.raises(Exception, match="transition"), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(status="draft")


def test_pinning_is_undone_and_told(ministry: Any) -> None:
    article = services.pin_article(article=ArticleFactory(), by=ministry)
    assert article.pinned
    with pytest.raises(WrongState):
        services.pin_article(article=article, by=ministry)
    assert not services.unpin_article(article=article, by=ministry).pinned
    verbs = [event.verb for event in Event.objects.about(article)]
    assert verbs == ["news.pin_article", "news.unpin_article"]


def test_a_call_of_another_programme_is_refused(ministry: Any) -> None:
    with pytest.raises(Incomplete):
        draft(ministry, programme=ProgrammeFactory(is_demo=True), call=CallFactory())


# --- Files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_every_kind_of_form_is_taken(ministry: Any, name: str) -> None:
    added = services.attach_file(article=draft(ministry), upload=upload(name, FORMS[name]), by=ministry)
    assert (added.name, added.kind) == (name, name.rpartition(".")[2])
    assert added.size == len(FORMS[name])


def test_the_forms_are_all_the_kinds() -> None:
    assert {kind_of(upload(name, content)) for name, content in FORMS.items()} == set(FILE_KINDS)


@pytest.mark.parametrize(
    "content", [b"", b"MZ\x90\0", b"<html><script>", zipped(**{"word__document.xml": "x"})]
)
def test_what_is_no_form_is_refused(ministry: Any, content: bytes) -> None:
    article = draft(ministry)
    with pytest.raises(Incomplete):
        services.attach_file(article=article, upload=upload("서식.pdf", content), by=ministry)
    assert not article.files.exists()


def test_a_name_stands_once_and_a_removed_file_makes_room(ministry: Any) -> None:
    article = draft(ministry)
    first = services.attach_file(article=article, upload=upload(), by=ministry)
    with pytest.raises(Conflict):
        services.attach_file(article=article, upload=upload(), by=ministry)
    services.remove_file(article=article, file=first, by=ministry)
    with pytest.raises(WrongState):
        services.remove_file(article=article, file=first, by=ministry)
    services.attach_file(article=article, upload=upload(), by=ministry)
    assert article.files.filter(removed_at=None).count() == 1


# --- Questions and contacts -----------------------------------------------------------------


def test_an_answer_is_shown_only_while_published(ministry: Any) -> None:
    answer = services.draft_answer(
        programme=ProgrammeFactory(), category="tours", question_ko="몇 번?", answer_ko="16회", by=ministry
    )
    assert not Answer.objects.shown().exists()
    answer = services.publish_answer(answer=answer, by=ministry)
    assert list(Answer.objects.shown()) == [answer]
    answer = services.unpublish_answer(answer=answer, by=ministry)
    assert answer.status == AnswerStatus.DRAFT
    assert not Answer.objects.shown().exists()


def test_a_call_and_a_programme_have_one_contact_each(ministry: Any) -> None:
    call = CallFactory()
    for one in (None, call):
        services.add_contact(programme=call.programme, call=one, department_ko="담당과", by=ministry)
        with pytest.raises(Conflict):
            services.add_contact(programme=call.programme, call=one, department_ko="둘째", by=ministry)
    assert Contact.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.create(programme=call.programme, department_ko="서비스를 거치지 않음")


# --- Who ------------------------------------------------------------------------------------

WRITES = [
    lambda by: draft(by),
    lambda by: services.publish_article(article=ArticleFactory(status="draft"), by=by),
    lambda by: services.withdraw_article(article=ArticleFactory(), by=by, reason="x"),
    lambda by: revise(ArticleFactory(), by, title_ko="x"),
    lambda by: services.pin_article(article=ArticleFactory(), by=by),
    lambda by: services.unpin_article(article=ArticleFactory(pinned=True), by=by),
    lambda by: services.attach_file(article=ArticleFactory(), upload=upload(), by=by),
    lambda by: services.draft_answer(
        programme=ProgrammeFactory(), category="other", question_ko="?", answer_ko="!", by=by
    ),
    lambda by: services.publish_answer(answer=AnswerFactory(status="draft"), by=by),
    lambda by: services.unpublish_answer(answer=AnswerFactory(), by=by),
    lambda by: services.add_contact(programme=ProgrammeFactory(), department_ko="과", by=by),
]


@pytest.mark.parametrize("write", WRITES)
def test_only_ministry_and_body_write(write: Any) -> None:
    for group in (StaffGroup.MINISTRY, StaffGroup.BODY):
        write(staff_in(group))
    for refused in (staff_in(StaffGroup.FINANCE), staff_in(StaffGroup.AUDITOR), UserFactory()):
        with pytest.raises(NotAllowed):
            write(refused)


# --- What publications tell -----------------------------------------------------------------


def test_the_reference_news_are_loaded_once_with_their_sources() -> None:
    ProgrammeFactory(key="k-smart-lighthouse")
    assert load_news()["new"] > 15
    again = load_news()
    assert again["new"] == again["changed"] == 0
    assert all(article.sources and article.published_at is None for article in Article.objects.all())
    assert all(answer.sources for answer in Answer.objects.all())
    assert not Contact.objects.exclude(telephone="").exists()  # none was published


def test_a_reload_leaves_staffs_words_and_withdrawals(ministry: Any) -> None:
    programme = ProgrammeFactory(key="k-smart-lighthouse")
    load_news()
    corrected, gone = Article.objects.filter(programme=programme)[:2]
    revise(corrected, ministry, title_ko="담당자가 고친 제목")
    services.withdraw_article(article=gone, by=ministry, reason="x")
    assert load_news()["changed"] == 0
    corrected.refresh_from_db()
    gone.refresh_from_db()
    assert (corrected.title_ko, corrected.revision) == ("담당자가 고친 제목", 2)
    assert gone.status == ArticleStatus.WITHDRAWN
    assert Programme.objects.count() == 1
