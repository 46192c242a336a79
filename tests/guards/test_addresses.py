"""Every address × person × method, on one walked round: who is let in, who is told nothing is there.

An address that is not listed fails, so that a new page says who may open it. Who is not let in gets
404 (403 where what the page is about is no secret); who is not signed in is sent to sign in.
"""

from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.translation import override

from lighthouse import api
from programme.accounts.models import User
from programme.core.models import Event
from tests.accounts.second_factor import sign_in
from tests.guards import cast
from tests.guards.cast import application, booking, factory, nothing, session

pytestmark = pytest.mark.usefixtures("walked_database")

COMPANY = frozenset({"owner", "colleague"})
STAFF = frozenset({"ministry", "body", "finance"})
READERS = COMPANY | STAFF  # whoever may read a company's case
HOSTS = COMPANY | {"ministry", "body"}  # tours: the factory's people, and staff who help out
KEEPERS = COMPANY | {"ministry", "body"}  # a company's page: its people, and staff who keep the register
DIAGNOSING = frozenset({"consultant", "body"})
SIGNED_IN = frozenset(cast.KINDS) - {"anonymous"}
EVERYONE = frozenset(cast.KINDS)
# Whom script/test asks of every page, beside those of whose sort some are let in; script/proof asks everyone.
ONE_OF_EACH_SORT = frozenset({"anonymous", "owner", "officer", "visitor", "ministry"})

in_diagnosis = application("screened_in", diagnosis__isnull=False)
assigned, sealed = cast.assignment(status="assigned"), cast.assignment(status="sealed")
in_force = cast.agreement("signed")
confirmed = booking("confirmed")
unknown = cast.fixed("nothing00000")  # the walk leaves none of these: nobody finds one

# Address: what it is shown for, and who is let in.
PAGES: dict[str, tuple[cast.Find, frozenset[str]]] = {
    "accounts:profile": (nothing, SIGNED_IN),
    "accounts:name": (nothing, SIGNED_IN),
    "accounts:tokens": (nothing, SIGNED_IN),
    "accounts:demo": (nothing, EVERYONE),
    "privacy:policy": (nothing, EVERYONE),
    "privacy:export": (nothing, SIGNED_IN),
    "privacy:erase": (nothing, SIGNED_IN),
    "companies:register": (nothing, SIGNED_IN),
    "companies:detail": (cast.company(), KEEPERS),
    "companies:add_site": (cast.company(), KEEPERS),
    "companies:add_colleague": (cast.company(), COMPANY),
    "companies:claim": (cast.listed_company, SIGNED_IN),
    "applications:list": (nothing, SIGNED_IN),
    "applications:start": (nothing, EVERYONE),
    "applications:parts": (nothing, SIGNED_IN),
    "applications:register_partner": (nothing, SIGNED_IN),
    "applications:confirm_part": (cast.part(), frozenset({"partner"})),
    "applications:attachment": (cast.attachment(), READERS | {"officer"}),
    "applications:detail": (application("submitted"), READERS),
    "applications:edit": (application("draft"), COMPANY),
    "applications:partners": (application("draft"), COMPANY),
    "applications:documents": (application("draft"), COMPANY),
    "applications:check": (application("draft"), COMPANY),
    "applications:submit": (application("draft"), frozenset({"owner"})),
    "applications:recall": (application("submitted"), frozenset({"owner"})),
    "applications:withdraw": (application("submitted"), frozenset({"owner"})),
    "applications:version": (application("submitted", 1), READERS | {"officer"}),
    "factories:decline": (factory("selected"), frozenset({"owner", "ministry"})),
    "recommendations:desk": (nothing, frozenset({"officer", "other officer"})),
    "recommendations:nominate": (cast.fixed("demo-2", "gyeongnam"), frozenset({"officer"})),
    "recommendations:settle": (unknown, frozenset()),
    "recommendations:drop": (unknown, frozenset()),
    "recommendations:application": (application("submitted"), frozenset({"officer"})),
    "recommendations:result": (application("recommended"), READERS),
    "recommendations:recommend": (application("submitted"), frozenset({"officer"})),
    "recommendations:decline": (application("submitted"), frozenset({"officer"})),
    "recommendations:withdraw_recommendation": (application("recommended"), frozenset({"officer"})),
    "recommendations:take_back_decline": (application("not_recommended"), frozenset({"officer"})),
    "screening:result": (application("screened_in"), READERS),
    "diagnosis:cases": (nothing, frozenset({"consultant", "other consultant"})),
    "diagnosis:case": (in_diagnosis, READERS | {"consultant"}),
    "diagnosis:record_visit": (in_diagnosis, DIAGNOSING),
    "diagnosis:save_diagnosis": (in_diagnosis, DIAGNOSING),
    "diagnosis:complete_diagnosis": (in_diagnosis, DIAGNOSING),
    "diagnosis:save_design": (application("diagnosed"), DIAGNOSING),
    "diagnosis:complete_design": (application("diagnosed"), DIAGNOSING),
    "evaluation:assignments": (nothing, frozenset({"evaluator", "other evaluator"})),
    "evaluation:assignment": (assigned, frozenset({"evaluator"})),
    "evaluation:declare_no_conflict": (assigned, frozenset({"evaluator"})),
    "evaluation:declare_conflict": (assigned, frozenset({"evaluator"})),
    "evaluation:seal_scores": (sealed, frozenset({"evaluator"})),
    "selection:letter": (application("selected"), READERS),
    "selection:appeal": (application("not_selected"), frozenset({"owner"})),
    "funding:list": (nothing, SIGNED_IN),
    "funding:detail": (in_force, READERS),
    "funding:sign": (cast.agreement("offered"), frozenset({"owner"})),
    "funding:request": (in_force, COMPANY),
    "funding:measure": (in_force, COMPANY),
    "funding:cancel": (cast.instalment("approved"), COMPANY | {"body"}),
    "funding:finish_milestone": (unknown, frozenset()),
    "tours:find": (nothing, EVERYONE),
    "tours:mine": (nothing, SIGNED_IN),
    "tours:booking": (confirmed, frozenset({"visitor"})),
    "tours:accept_offer": (booking("offered"), frozenset({"visitor"})),
    "tours:cancel_booking": (confirmed, HOSTS | {"visitor"}),
    **{
        f"tours:{name}": (confirmed, HOSTS | {"visitor"})
        for name in ("move_booking", "reduce_booking", "confirm_number")
    },
    **{f"tours:{name}": (confirmed, HOSTS) for name in ("approve_booking", "decline_booking")},
    "tours:certificate": (confirmed, frozenset()),  # only after the tour was held
    "tours:survey": (confirmed, frozenset()),  # only after the tour was held
    "tours:verify": (cast.certificate, EVERYONE),
    "tours:verify_number": (nothing, EVERYONE),
    "tours:certificate_pdf": (cast.certified_booking, frozenset({"visitor"})),
    "tours:letter": (cast.class_booking, HOSTS | {"visitor"}),
    "tours:letter_pdf": (cast.class_booking, HOSTS | {"visitor"}),
    "tours:ticket_pdf": (cast.class_booking, frozenset({"visitor"})),
    "tours:check_in": (confirmed, HOSTS),
    "tours:take_back_check_in": (booking("confirmed", checked_in_at__isnull=False), HOSTS),
    "tours:calendar": (nothing, SIGNED_IN),
    "tours:factory_feed": (factory("touring"), EVERYONE),
    "tours:region_feed": (cast.fixed("gyeongnam"), EVERYONE),
    "tours:person_feed": (cast.calendar_feed, EVERYONE),
    "tours:booking_file": (confirmed, frozenset({"visitor"})),
    "tours:session": (session(), EVERYONE),
    "tours:agree": (confirmed, frozenset({"visitor"})),
    "tours:change_zone": (cast.zone, HOSTS),
    "tours:remove_zone": (cast.zone, HOSTS),
    "tours:write_consent": (factory("touring", "briefing"), HOSTS),
    "tours:join": (session(), EVERYONE),
    "tours:split": (cast.parallel_session, EVERYONE),
    **{
        f"tours:{name}": (factory("touring"), HOSTS)
        for name in (
            "host", "save_programme", "open_tours", "close_tours", "create_session", "stop_line",
            "create_series", "blackouts", "zones", "routes", "consents",
            "publish_consents",
        )
    },
    **{
        f"tours:{name}": (session(), HOSTS)
        for name in (
            "host_session", "change_capacity", "assign_guide", "cancel_session",
            "confirm_held", "take_back_held", "set_shares", "add_walk_in", "stop_session",
            "copy_session", "set_route", "add_parallel",
        )
    },
    "tours:enter_booking": (session(), HOSTS | {"officer"}),
    "news:list": (nothing, EVERYONE),
    "news:feed": (nothing, EVERYONE),
    "news:questions": (nothing, EVERYONE),
    "news:contact": (nothing, EVERYONE),
    "news:article": (cast.fixed("2022-1-result"), EVERYONE),
    "news:file": (cast.article_file, EVERYONE),
    "portal:home": (nothing, EVERYONE),
    "portal:about": (nothing, EVERYONE),
    "portal:calls": (nothing, EVERYONE),
    "portal:call": (cast.fixed("2022-1"), EVERYONE),
    "portal:case": (cast.case, READERS | {"officer", "consultant"}),
    "portal:desk": (nothing, SIGNED_IN),
    "portal:factories": (nothing, EVERYONE),
    "portal:factories_file": (nothing, EVERYONE),
    "portal:factory": (factory("touring"), EVERYONE),
    "portal:search": (nothing, EVERYONE),
}  # fmt: skip

# Addresses that only take a POST, and who is let in.
ACTIONS: dict[str, tuple[cast.Find, frozenset[str]]] = {
    "accounts:demo_sign_in": (nothing, EVERYONE),
    "accounts:revoke_token": (unknown, frozenset()),
    "companies:remove_colleague": (cast.company("owner"), COMPANY),
    "applications:remove_partner": (cast.part(remove=True), COMPANY),
    "applications:remove_attachment": (cast.attachment(remove=True), COMPANY),
    "tours:remove_route": (unknown, frozenset()),
    "tours:move_zone": (unknown, frozenset()),
    "tours:remove_blackout": (unknown, frozenset()),
    "tours:decide": (session(), HOSTS),
    "tours:agree_at_door": (confirmed, HOSTS),
    "tours:close_calendar": (nothing, SIGNED_IN),
    "tours:leave": (unknown, frozenset()),
    "tours:offer_seats": (unknown, frozenset()),
    "tours:end_duty": (session(1), HOSTS),
}

# Those who are led elsewhere: staff from a company's draft to its status page, an evaluator from a
# sealed sheet to the assignment.
LED_ELSEWHERE = {
    **{f"applications:{name}": STAFF for name in ("edit", "partners", "documents", "check")},
    "evaluation:scores": frozenset({"evaluator"}),
}
PAGES["evaluation:scores"] = (sealed, frozenset())

# allauth's own pages, what only describes, what machines or developers ask for; the API has its own
# tests, the admin its own guard.
ELSEWHERE = (
    "account_", "mfa_", "socialaccount_", "schema", "api-root", "set_language", "statistics", "call-results",
    "health", "component",
)  # fmt: skip
API = {pattern.name for pattern in api.urlpatterns}


def addresses(resolver: Any, namespace: str = "") -> Any:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = ":".join(name for name in (namespace, entry.namespace) if name)
            if entry.namespace != "admin":
                yield from addresses(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}:{entry.name}" if namespace else entry.name


@cache
def client_of(person: User | None) -> Client:
    return sign_in(Client(), person) if person else Client()


@pytest.fixture(autouse=True)
def _demonstration(settings):
    settings.DEMO = True  # everything here happens in the demonstration


@pytest.fixture(scope="module", autouse=True)
def _fresh():
    client_of.cache_clear()
    cast.forget()


def test_every_address_says_who_may_open_it():
    ours = {name for name in addresses(get_resolver()) if not name.startswith(ELSEWHERE) and name not in API}
    assert ours == set(PAGES) | set(ACTIONS)


def asked_first(name):
    """One of each sort; where a page is not for all who are signed in, everyone of a sort that it lets in."""
    allowed = PAGES[name][1]
    if allowed >= SIGNED_IN:
        return ONE_OF_EACH_SORT
    of_their_sort = EVERYONE & {f"other {kind}" for kind in allowed}
    if allowed & COMPANY:
        of_their_sort |= COMPANY | {"other company"}
    return ONE_OF_EACH_SORT | allowed | of_their_sort | LED_ELSEWHERE.get(name, frozenset())


@pytest.mark.parametrize("name", PAGES)
def test_a_page_by_person(name):
    ask(name, asked_first(name))


@pytest.mark.proof
@pytest.mark.parametrize("name", PAGES)
def test_a_page_by_everyone_else(name):
    ask(name, EVERYONE - asked_first(name))


def ask(name, kinds):
    """Open the page as each of these: let in or told what they should be, and nothing is changed by it."""
    find, allowed = PAGES[name]
    thing = find()
    address = reverse(name, args=thing.args)
    everyone = {kind: person for kind, person in cast.people(thing).items() if kind in kinds}
    told_before = Event.objects.count()
    wrong = {}
    for kind, person in everyone.items():
        answer = client_of(person).get(address)
        if kind in allowed:
            right = answer.status_code == 200
        elif kind in LED_ELSEWHERE.get(name, ()):
            right = answer.status_code == 302
        elif person is None:
            right = answer.status_code == 302 and "/login" in answer.url
        else:
            right = answer.status_code in (403, 404)
        if not right:
            wrong[kind] = answer.status_code
    assert wrong == {}
    assert Event.objects.count() == told_before  # looking changes nothing


# One of each kind is enough for a POST: who may not look has been asked of everyone above.
OUTSIDERS = {
    "anonymous",
    "colleague",
    "other company",
    "other officer",
    "other evaluator",
    "other visitor",
    "finance",
}


@pytest.mark.parametrize("name", [*PAGES, *ACTIONS])
def test_who_is_not_let_in_cannot_post_either(name):
    find, allowed = (PAGES | ACTIONS)[name]
    thing = find()
    address = reverse(name, args=thing.args)
    everyone = cast.people(thing)
    told_before = Event.objects.count()
    wrong = {}
    for kind, person in everyone.items():
        if kind not in OUTSIDERS or kind in allowed or kind in LED_ELSEWHERE.get(name, ()):
            continue
        answer = client_of(person).post(address, {"sent": "1"})
        if person is None:
            right = answer.status_code == 405 or (answer.status_code == 302 and "/login" in answer.url)
        else:
            right = answer.status_code in (403, 404, 405)
        if not right:
            wrong[kind] = answer.status_code
    assert wrong == {}
    assert Event.objects.count() == told_before


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_is_not_taken_by_a_look(name):
    find, _allowed = ACTIONS[name]
    thing = find()
    owner = cast.people(thing)["owner"]
    assert client_of(owner).get(reverse(name, args=thing.args)).status_code in (404, 405)


# --- Pages kept for some seconds (core.public_pages) --------------------------------------------


def is_kept(name: str) -> bool:
    return getattr(resolve(reverse(name, args=PAGES[name][0]().args)).func, "is_public_page", False)


def test_only_what_everyone_may_open_is_kept_and_no_form_of_anyone_s_is_in_it():
    public = [name for name in PAGES if is_kept(name)]
    assert len(public) > 10
    for name in public:
        find, allowed = PAGES[name]
        assert allowed == EVERYONE, name
        address = reverse(name, args=find().args)
        answer = Client().get(address)
        assert not answer.cookies, name  # else the middleware would never keep it
        assert 'method="post"' not in answer.content.decode(), name
        with override("en"):
            assert reverse(name, args=find().args) == f"/en{address}", name  # it alone says the language
