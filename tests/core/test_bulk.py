"""A registered step for many rows of a list: confirmed, one service a row, what was left and why."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from programme.accounts.models import RoleGrant
from programme.applications.choices import ApplicationStatus as S
from programme.applications.models import Application
from programme.core import moves
from programme.core.models import Event
from programme.notifications.choices import MessageStatus
from programme.notifications.models import Message
from programme.screening import services
from tests.accounts.second_factor import sign_in
from tests.records import ApplicationFactory, UserFactory, person_with, staff, staff_in

pytestmark = pytest.mark.django_db

LIST = "admin:applications_application_changelist"
PASS = "together_pass_screening"


def ready_to_pass() -> Application:
    application = ApplicationFactory(status=S.RECOMMENDED)
    services.open_screening(application=application).results.update(met="yes")
    return application


def together(verb: str = "pass_screening") -> str:
    return reverse("admin:applications_application_together", args=[verb])


def said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def ask(client: Client, rows: list[Any], action: str = PASS, query: str = "") -> Any:
    return client.post(
        reverse(LIST) + query, {"action": action, "_selected_action": [row.pk for row in rows]}
    )


@pytest.fixture
def cases() -> dict[str, Application]:
    unready = ApplicationFactory(status=S.RECOMMENDED)
    services.open_screening(application=unready)
    return {"ready": ready_to_pass(), "unready": unready, "draft": ApplicationFactory()}


def test_the_confirm_page_names_what_is_done_and_what_is_left_and_why(
    client: Client, cases: dict[str, Application]
) -> None:
    sign_in(client, staff_in("body"))
    events = Event.objects.count()
    answer = ask(client, list(cases.values()), query="?all=")
    outlook = answer.context["outlook"]
    assert outlook.done == [str(cases["ready"].company)]
    whys = {name: why for why, names in outlook.left.items() for name in names}
    assert set(whys) == {str(cases["unready"].company), str(cases["draft"].company)}
    assert "필수" in whys[str(cases["unready"].company)]
    assert "작성 중" in whys[str(cases["draft"].company)]
    html = answer.content.decode()
    assert all(str(case.company) in html for case in cases.values())
    assert answer.context["back"].endswith("?all=")
    assert Event.objects.count() == events, "asking writes nothing"


def test_confirming_does_it_row_by_row_and_says_what_became_of_each(
    client: Client, cases: dict[str, Application]
) -> None:
    sign_in(client, staff_in("body"))
    rows = {"row": [case.pk for case in cases.values()], "query": "all="}
    answer = client.post(together(), rows, follow=True)
    done, *left = said(answer)
    assert str(cases["ready"].company) in done
    assert any(str(cases["unready"].company) in text and "필수" in text for text in left)
    assert any(str(cases["draft"].company) in text and "작성 중" in text for text in left)
    found = {name: Application.objects.get(pk=case.pk).status for name, case in cases.items()}
    assert found == {"ready": S.SCREENED_IN, "unready": S.RECOMMENDED, "draft": S.DRAFT}
    again = said(client.post(together(), rows, follow=True))
    assert len(again) == 3, "sent twice, everything is left as it is, with its reason"
    assert not any(text.startswith(done.split("–")[0]) for text in again)


def test_a_forged_get_does_nothing(client: Client, cases: dict[str, Application]) -> None:
    sign_in(client, staff_in("body"))
    ready = cases["ready"]
    assert client.get(together(), {"row": ready.pk}).status_code == 405
    client.get(reverse(LIST), {"action": PASS, "_selected_action": ready.pk})
    ready.refresh_from_db()
    assert ready.status == S.RECOMMENDED


def test_a_post_without_the_token_is_refused(cases: dict[str, Application]) -> None:
    client = Client(enforce_csrf_checks=True)
    sign_in(client, staff_in("body"))
    assert client.post(together(), {"row": [cases["ready"].pk]}).status_code == 403


@pytest.mark.parametrize("group", ["ministry", "finance", "auditor"])
def test_without_the_permission_it_is_neither_offered_nor_done(
    client: Client, cases: dict[str, Application], group: str
) -> None:
    sign_in(client, staff_in(group))
    assert PASS not in client.get(reverse(LIST)).content.decode()
    ask(client, [cases["ready"]])
    assert client.post(together(), {"row": [cases["ready"].pk]}).status_code == 403
    cases["ready"].refresh_from_db()
    assert cases["ready"].status == S.RECOMMENDED


def test_who_may_not_see_the_list_may_not_act_on_it(client: Client, cases: dict[str, Application]) -> None:
    sign_in(client, staff("screening.change_screening"))
    assert client.post(together(), {"row": [cases["ready"].pk]}).status_code == 403


@pytest.mark.parametrize("verb", ["no_such_step", "withdraw", "enter_recommendation"])
def test_a_step_that_is_not_offered_for_many_has_no_address(client: Client, verb: str) -> None:
    sign_in(client, staff_in("body"))
    assert client.post(together(verb), {"row": [1]}).status_code == 404


def test_keys_that_are_none_are_not_found(client: Client) -> None:
    sign_in(client, staff_in("body"))
    assert client.post(together(), {"row": ["x"]}).status_code == 404


def test_a_form_is_asked_once_for_all_and_refused_when_empty(client: Client) -> None:
    rows = [ApplicationFactory(status=S.SCREENED_IN) for _ in range(2)]
    consultant = person_with("consultant")
    sign_in(client, staff_in("body"))
    asked = ask(client, rows, "together_assign_consultant")
    assert 'name="consultant"' in asked.content.decode()
    chosen = [row.pk for row in rows]
    refused = client.post(together("assign_consultant"), {"row": chosen})
    assert refused.status_code == 422
    assert sorted(refused.context["outlook"].done) == sorted(str(row.company) for row in rows)
    client.post(together("assign_consultant"), {"row": chosen, "consultant": str(consultant.pk)})
    assert all(Application.objects.get(pk=pk).diagnosis.consultant == consultant for pk in chosen)


def test_messages_and_roles_are_taken_together_too(client: Client) -> None:
    sign_in(client, staff_in("ministry"))
    failed = [
        Message.objects.create(
            recipient=UserFactory(), template="screening/mail/passed", context={"a": 1}, status="failed"
        )
        for _ in range(2)
    ]
    address = reverse("admin:notifications_message_together", args=["send_again"])
    client.post(address, {"row": [one.pk for one in failed]})
    assert Message.objects.filter(status=MessageStatus.QUEUED).count() == 2
    grants = [person_with("evaluator").grants.get() for _ in range(2)]
    address = reverse("admin:accounts_rolegrant_together", args=["revoke_role"])
    client.post(address, {"row": [grant.pk for grant in grants]})
    assert not RoleGrant.objects.filter(pk__in=[g.pk for g in grants], revoked_at=None).exists()


def test_what_is_signed_or_moves_money_is_never_taken_together() -> None:
    offered = [step for step in (*moves.all_moves(), *moves._acts.values()) if step.bulk]
    assert len(offered) >= 8
    assert not [step for step in offered if step.statement]
    money = {"Agreement", "Instalment", "Appropriation", "YearPlan", "LedgerEntry", "Ranking"}
    assert not [step for step in offered if step.model.__name__ in money]


def test_registering_a_signed_step_for_many_is_refused() -> None:
    signed = moves.Act(
        model=Application, verb="forged", label="", can=lambda user, obj: True, service=print,
        noun="application", statement=str, bulk="applications.view_application",
    )  # fmt: skip
    with pytest.raises(ValueError, match="not for many"):
        moves.register_acts(signed)
    assert (Application, "forged") not in moves._acts
