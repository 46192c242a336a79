"""What is kept of public pages, for whom, and for how long; each rule with a control that it is not idle."""

import pytest
from django.contrib import messages
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import reverse

from lighthouse.settings import CACHES
from programme.core.public_pages import ACCOUNTED_FOR, LARGEST, public_page
from programme.tours.models import Session
from programme.tours.services import book_seats
from tests.accounts.second_factor import sign_in
from tests.records import UserFactory
from tests.tours.conftest import open_factory, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(settings):
    """The cache of production, empty."""
    settings.CACHES = {**settings.CACHES, "pages": {**CACHES["pages"], "LOCATION": "pages of a test"}}
    caches["pages"].clear()
    yield caches["pages"]
    caches["pages"].clear()


def expire(pages):
    """As if the time were over: what is kept ends now."""
    for key in pages._expire_info:
        pages._expire_info[key] = 0


def kept(answer) -> bool:
    """Whether an answer was a kept one."""
    assert answer.status_code == 200
    return answer.has_header("Age")


@pytest.fixture
def session():
    return session_of(open_factory(), capacity=5)


@pytest.fixture
def address(session):
    return session.get_absolute_url()


def seats_left(client, address) -> bool:
    """Whether the page says that all five seats are left."""
    return "5 / 5" in client.get(address).content.decode()


def test_a_stranger_is_told_for_seconds_what_another_was_told(client, address, django_assert_num_queries):
    first = client.get(address)
    assert not kept(first)
    with django_assert_num_queries(0):
        second = Client().get(address)
    assert kept(second)
    assert second.content == first.content
    assert {**second.headers, "Age": ""} == {**first.headers, "Age": ""}
    with django_assert_num_queries(0):
        assert kept(Client().head(address))


def test_a_change_is_seen_when_the_seconds_are_over(client, pages, session, address):
    assert CACHES["pages"]["TIMEOUT"] <= 10  # what docs/decisions/0052 promises of seats
    assert seats_left(client, address)
    book_seats(session=session, by=UserFactory(), seats=2)
    assert seats_left(client, address)  # the control: what is kept is older than the booking
    expire(pages)
    assert not seats_left(client, address)


def test_a_booking_judges_on_the_database_whatever_a_page_said(client, session, address):
    assert seats_left(client, address)
    Session.objects.filter(pk=session.pk).update(capacity=1)
    assert seats_left(client, address)
    visitor = sign_in(Client(), UserFactory())
    sent = {"kind": "individual", "seats": 2, "group_name": "", "school_kind": "", "adults": "", "note": ""}
    assert visitor.post(address, sent).status_code == 422


def test_people_who_are_signed_in_neither_get_nor_fill_it(client, pages, session, address):
    person = UserFactory()
    signed_in = sign_in(Client(), person)
    assert not kept(signed_in.get(address))
    assert not pages._cache
    assert not kept(client.get(address))
    assert pages._cache
    own = signed_in.get(address)
    assert not kept(own)
    assert reverse("account_logout") in own.content.decode()
    assert reverse("account_logout") not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "personal",
    [
        {"HTTP_COOKIE": "sessionid=ended"},
        {"HTTP_COOKIE": "messages=said"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HX_REQUEST": "true"},
    ],
    ids=["a session", "a message", "authorisation", "htmx"],
)
def test_who_may_be_told_something_else_is_asked_anew(pages, personal):
    address = reverse("portal:factories")
    assert not kept(Client().get(address, **personal))
    assert not pages._cache
    assert not kept(Client().get(address))
    assert not kept(Client().get(address, **personal))
    # The control: what says nothing of the person is no reason.
    assert kept(Client().get(address, HTTP_COOKIE="csrftoken=x; other=y"))


def test_languages_are_apart_and_what_a_browser_prefers_changes_nothing(client, address):
    korean, english = client.get(address), client.get(f"/en{address}")
    assert not kept(korean)
    assert not kept(english)
    for asked in ("en", "ko"):
        again = client.get(address, headers={"Accept-Language": asked}, HTTP_COOKIE="django_language=en")
        assert kept(again)
        assert 'lang="ko"' in again.content.decode()[:100]
        assert 'lang="en"' in client.get(f"/en{address}").content.decode()[:100]


def test_without_the_cache_too_the_address_alone_decides_the_language(client, pages, address):
    """Why Accept-Language and the language's cookie need not be in the key."""
    for language in ("ko", "en"):
        for path, expected in ((address, "ko"), (f"/en{address}", "en")):
            pages.clear()
            asked = {"Accept-Language": language}
            answer = client.get(path, headers=asked, HTTP_COOKIE=f"django_language={language}")
            assert f'lang="{expected}"' in answer.content.decode()[:100]


def test_compressed_and_plain_are_apart(client, address):
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip"})
    assert not kept(packed)
    assert (plain.get("Content-Encoding"), packed["Content-Encoding"]) == (None, "gzip")
    assert kept(client.get(address, headers={"Accept-Encoding": "gzip"}))
    assert client.get(address).content == plain.content


def test_another_host_is_refused_and_told_nothing(client, address):
    client.get(address)
    assert kept(client.get(address))
    assert client.get(address, headers={"Host": "elsewhere.test"}).status_code == 400
    assert not kept(client.get(address, headers={"Host": "localhost"}))


def test_queries_nobody_knows_cannot_fill_the_memory(client, pages, settings):
    few = {**settings.CACHES["pages"], "OPTIONS": {"MAX_ENTRIES": 6}}
    settings.CACHES = {**settings.CACHES, "pages": few}
    address = reverse("privacy:policy")
    client.get(address)
    for number in range(20):
        assert not kept(client.get(address, {f"x{number}": number}))
        assert kept(client.get(address))  # what people ask for stays
    assert len(caches["pages"]._cache) <= 6
    assert CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"] * LARGEST <= 50_000_000


def test_what_went_wrong_is_not_kept(client, pages):
    for _ in range(2):
        assert client.get("/factories/none/").status_code == 404
        assert client.get("/tours/none/").status_code == 404
    assert not pages._cache


# --- The rule, on answers of each kind ---------------------------------------------------------


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the same to all")


def with_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def with_session(request: HttpRequest) -> HttpResponse:
    request.session["seen"] = 1
    return HttpResponse("yours")


def with_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Done.")
    return HttpResponse("".join(str(one) for one in messages.get_messages(request)))


def with_later_message(request: HttpRequest) -> HttpResponse:
    messages.info(request, "Done.")
    return HttpResponse("The next page says so.")


def private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("yours", headers={"Cache-Control": "private"})


def never(request: HttpRequest) -> HttpResponse:
    return HttpResponse("now", headers={"Cache-Control": "no-store"})


def by_country(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here", headers={"Vary": "Cookie, X-Country"})


def huge(request: HttpRequest) -> HttpResponse:
    return HttpResponse("x" * (LARGEST + 1))


def refused(request: HttpRequest) -> HttpResponse:
    return HttpResponse("no", status=422)


def nowhere(request: HttpRequest) -> HttpResponse:
    raise Http404


KEPT_OUT = [
    with_token, with_session, with_message, with_later_message,
    private, never, by_country, huge, refused, nowhere,
]  # fmt: skip


@pytest.fixture
def shown(monkeypatch, client):
    """Shows a view in place of the first page, through the whole of the portal's middleware."""

    def show(view, **more):
        from programme.portal import urls

        [first] = [one for one in urls.urlpatterns if one.name == "home"]
        monkeypatch.setattr(first, "callback", view)
        return Client().get("/", **more)

    return show


@pytest.mark.parametrize("view", KEPT_OUT, ids=lambda view: view.__name__)
def test_what_is_of_one_person_or_moment_is_not_kept(shown, pages, view):
    shown(public_page(view))
    assert not pages._cache


def test_the_control_a_plain_answer_is_kept_and_only_when_its_view_is_marked(shown, pages):
    shown(lambda request: plain(request))
    assert not pages._cache
    shown(public_page(lambda request: plain(request)))
    assert len(pages._cache) == 1


def test_what_answers_depend_on_is_accounted_for(client, address):
    """Whatever our pages name in Vary is in the key or keeps the cache out; another name keeps a page out."""
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert {one.strip().lower() for one in answer["Vary"].split(",")} <= ACCOUNTED_FOR
