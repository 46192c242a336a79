"""The back office's screening pages and the company's result page."""

import pytest
from django.test import Client
from django.urls import reverse

from programme.applications.choices import ApplicationStatus
from programme.applications.models import Application
from programme.screening import services
from programme.screening.models import CheckItem, CheckResult, Screening
from tests.accounts.second_factor import sign_in
from tests.records import ApplicationFactory, company_person, staff_in

pytestmark = pytest.mark.django_db
S = ApplicationStatus


@pytest.fixture
def application() -> Application:
    return ApplicationFactory(status=S.RECOMMENDED)


def change_page(client: Client, application: Application) -> str:
    return client.post(reverse("admin:screening_screening_for", args=[application.pk])).url


def checks(client: Client, url: str, met: str) -> dict[str, str]:
    """The inline's form as the page carries it, every item answered alike."""
    inline = client.get(url).context["inline_admin_formsets"][0].formset
    data = {f"results-{name}": value for name, value in inline.management_form.initial.items()}
    for form in inline.initial_forms:
        data |= {f"{form.prefix}-id": form.instance.pk, f"{form.prefix}-met": met, f"{form.prefix}-note": ""}
        data[f"{form.prefix}-screening"] = form.instance.screening_id
    return data


def test_staff_answer_the_items_and_pass(client: Client, application: Application) -> None:
    sign_in(client, staff_in("body"))
    url = change_page(client, application)
    page = client.get(url)
    assert [step.verb for step in page.context["steps"]] == ["pass_screening", "fail_screening"]
    assert client.post(url, checks(client, url, "yes")).status_code == 302
    screening = Screening.objects.get()
    assert set(screening.results.values_list("met", flat=True)) == {"yes"}

    step = url.replace("/change/", "/step/pass_screening/")
    assert client.get(step).status_code == 200
    assert client.post(step, {"sent": "by a browser"}).status_code == 302
    application.refresh_from_db()
    assert application.status == S.SCREENED_IN
    assert [step.verb for step in client.get(url).context["steps"]] == ["take_back_screening"]


def test_looking_changes_nothing_and_a_post_opens_the_check(client: Client, application: Application) -> None:
    sign_in(client, staff_in("body"))
    page = reverse("admin:screening_screening_for", args=[application.pk])
    for url in (page, reverse("admin:screening_screening_changelist")):
        assert client.get(url).status_code == 200
        assert (Screening.objects.count(), CheckItem.objects.count()) == (0, 0)
    url = client.post(page).url
    assert Screening.objects.get().results.count() == 5
    assert client.get(page).url == url
    assert client.get(url).status_code == 200
    assert (Screening.objects.count(), CheckResult.objects.count()) == (1, 5)


def test_what_was_never_submitted_is_not_opened(client: Client) -> None:
    draft = ApplicationFactory()
    sign_in(client, staff_in("body"))
    assert client.post(reverse("admin:screening_screening_for", args=[draft.pk])).status_code == 409
    assert not Screening.objects.exists()


def test_the_check_leads_to_what_it_judges_and_offers_passing_last(
    client: Client, application: Application
) -> None:
    sign_in(client, staff_in("body"))
    url = change_page(client, application)
    text = client.get(url).content.decode()
    version = application.version
    assert reverse("applications:version", args=[application.public_id, version.number]) in text
    assert 'class="office-button office-button-main" href="../step/' not in text
    assert text.count("제출 서류 구비") == 2  # in what is missing, and in the list
    client.post(url, checks(client, url, "yes"))
    text = client.get(url).content.decode()
    assert 'class="office-button office-button-main" href="../step/pass_screening/' in text
    assert text.count("제출 서류 구비") == 1


def test_a_refusal_names_each_item_in_the_readers_language(client: Client, application: Application) -> None:
    sign_in(client, staff_in("body"))
    url = change_page(client, application).replace("/change/", "/step/pass_screening/")
    answer = client.post(f"/en{url}")
    assert answer.status_code == 422
    assert len(answer.context["form"].non_field_errors()) == 6
    text = answer.content.decode()
    assert "<p>The required documents are there and can be read: not checked yet</p>" in text


def test_a_new_item_of_the_call_joins_the_open_checks(client: Client, application: Application) -> None:
    services.open_screening(application=application)
    item = CheckItem.objects.create(call=application.call, key="later", name_ko="나중")
    services.add_to_open(item=item)
    services.add_to_open(item=item)
    assert CheckResult.objects.filter(item=item).count() == 1


def test_the_list_passes_those_selected(client: Client, application: Application) -> None:
    unready = ApplicationFactory(status=S.RECOMMENDED)
    for one in (application, unready):
        services.open_screening(application=one)
    sign_in(client, staff_in("body"))
    url = reverse("admin:screening_screening_changelist")
    assert client.get(url).status_code == 200
    ready = Screening.objects.get(application=application)
    ready.results.update(met="yes")
    chosen = list(Screening.objects.values_list("pk", flat=True))
    asked = client.post(url, {"action": "together_pass_screening", "_selected_action": chosen})
    assert asked.status_code == 200
    assert asked.context["outlook"].done == [str(application)]
    answer = client.post(asked.context["action"], {"row": chosen}, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert any(str(application.company) in text for text in said)
    assert any(str(unready.company) in text for text in said)
    application.refresh_from_db()
    unready.refresh_from_db()
    assert (application.status, unready.status) == (S.SCREENED_IN, S.RECOMMENDED)


def test_auditors_read_and_cannot_pass(client: Client, application: Application) -> None:
    screening = services.open_screening(application=application)
    sign_in(client, staff_in("auditor"))
    url = reverse("admin:screening_screening_changelist")
    assert client.get(url).status_code == 200
    client.post(url, {"action": "together_pass_screening", "_selected_action": [screening.pk]})
    together = reverse("admin:screening_screening_together", args=["pass_screening"])
    assert client.post(together, {"row": [screening.pk]}).status_code == 403
    step = reverse("admin:applications_application_step", args=[application.pk, "pass_screening"])
    assert client.post(step).status_code == 403
    application.refresh_from_db()
    assert application.status == S.RECOMMENDED


def test_the_company_reads_the_decision_and_others_do_not(client: Client, application: Application) -> None:
    url = reverse("screening:result", args=[application.public_id])
    assert client.get(url).status_code == 302
    sign_in(client, company_person(application.company))
    assert client.get(url).status_code == 404
    services.fail_screening(application=application, by=None, reason="서류 미비")
    assert "서류 미비" in client.get(url).content.decode()
    sign_in(client, company_person(ApplicationFactory().company))
    assert client.get(url).status_code == 404
