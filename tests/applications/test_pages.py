"""The company's pages as a person uses them, and who may open them."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from programme.accounts.choices import Role, StaffGroup
from programme.applications import services
from programme.applications.models import Application, Attachment
from programme.applications.queries import waiting_for
from programme.companies.models import Company
from tests.accounts.second_factor import sign_in
from tests.records import (
    ApplicationFactory,
    CallFactory,
    CompanyFactory,
    LighthouseFactoryFactory,
    PartnerOrganisationFactory,
    ProgrammeFactory,
    QuestionFactory,
    RegionFactory,
    RequiredDocumentFactory,
    TechnoParkFactory,
    UserFactory,
    company_person,
    officer_of,
    person_with,
    staff,
    staff_in,
)

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def _uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def signed_in(client, user):
    client.force_login(user)
    return client


def url(name, application):
    return reverse(f"applications:{name}", args=[application.public_id])


def entered(draft, **changes):
    """What a browser sends for a complete form."""
    return {
        "revision": draft.draft_revision,
        "site": draft.site.pk,
        "technopark": draft.technopark.pk,
        "size": "sme",
        "main_product": "유압 밸브",
        "total_krw": "2400000000",
        "requested_krw": "1200000000",
        "answer_plan": "예지보전으로 정지 시간을 줄입니다.",
        "answer_remark": "",
    } | changes


def test_from_registration_to_receipt(client, mailoutbox):
    """Nothing but HTTP: a newcomer registers a company, writes, uploads and submits."""
    call, region, technopark = CallFactory(), RegionFactory(), TechnoParkFactory()
    QuestionFactory(call=call, key="plan")
    RequiredDocumentFactory(call=call, key="plan", kinds=["pdf"])
    signed_in(client, UserFactory())
    client.post(
        reverse("companies:register"),
        {"name_ko": "네오정밀", "business_number": "124-81-00998", "size": "sme", "representative": "김대표"},
    )
    company = Company.objects.get(business_number="1248100998")
    client.post(
        reverse("companies:add_site", args=[company.public_id]), {"name": "창원 공장", "region": region.pk}
    )
    answer = client.post(reverse("applications:start"), {"call": call.key, "company": company.public_id})
    application = Application.objects.get(company=company)
    assert answer.url == url("edit", application)

    application.site, application.technopark = company.sites.get(), technopark
    saved = client.post(answer.url, entered(application, **{"continue": "1"}))
    assert saved.url == url("partners", application)
    upload = SimpleUploadedFile("계획서.pdf", PDF, content_type="application/pdf")
    client.post(url("documents", application), {"document_plan": upload})
    check = client.get(url("check", application))
    assert check.context["gaps"] == []
    done = client.post(url("submit", application), {"truthful": "on"}, follow=True)
    assert f"{call.key}-0001" in done.content.decode()


def test_a_draft_may_be_incomplete_and_says_what_is_missing(client, draft, owner):
    signed_in(client, owner)
    form = entered(draft, main_product="", answer_plan="", total_krw="")
    assert client.post(url("edit", draft), form).status_code == 302
    page = client.get(url("check", draft)).content.decode()
    assert f"{url('edit', draft)}#id_main_product" in page
    assert f"{url('edit', draft)}#id_answer_plan" in page
    assert url("submit", draft) not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("total_krw", "-1"),
        ("total_krw", "십이억"),
        ("total_krw", "12.5"),
        ("total_krw", "9" * 30),
        ("main_product", "밸" * 201),
        ("answer_plan", "가" * 101),
        ("size", "huge"),
        ("site", "999999"),
        ("site", "' OR 1=1"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, draft, owner, field, value):
    signed_in(client, owner)
    answer = client.post(url("edit", draft), entered(draft, **{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert "예지보전으로 정지 시간을 줄입니다." in page if field != "answer_plan" else value in page
    assert "<title>오류:" in page


@pytest.mark.parametrize("text", ["漢字와 العربية", "<script>alert(1)</script>", "=HYPERLINK(1)", "🏭" * 40])
def test_any_script_of_the_world_is_kept_as_it_is(client, draft, owner, text):
    signed_in(client, owner)
    assert client.post(url("edit", draft), entered(draft, answer_plan=text)).status_code == 302
    draft.refresh_from_db()
    assert draft.answers["plan"] == text
    assert "<script>alert(1)" not in client.get(url("check", draft)).content.decode()


def test_the_second_window_is_told_and_keeps_its_text(client, draft, owner):
    signed_in(client, owner)
    form = entered(draft)
    client.post(url("edit", draft), form)
    answer = client.post(url("edit", draft), form | {"main_product": "다른 창의 글"})
    assert answer.status_code == 422
    assert "다른 창의 글" in answer.content.decode()


def zipped(**members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("계획서.pdf", PDF, True),
        ("계획서.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"HWP Document File", True),
        ("계획서.hwpx", zipped(mimetype="application/hwp+zip"), True),
        ("계획서.pdf", b"MZ\x90\0 a program that says it is a PDF", False),
        ("계획서.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"Word.Document", False),
        ("계획서.hwpx", zipped(mimetype="application/epub+zip"), False),
        ("계획서.zip", zipped(anything="x"), False),
        ("계획서.pdf", b"", False),
        ("page.html", b"<html><script>", False),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(client, draft, owner, name, content, kept):
    RequiredDocumentFactory(call=draft.call, key="plan", kinds=["pdf", "hwp", "hwpx"], max_bytes=10_000)
    signed_in(client, owner)
    answer = client.post(url("documents", draft), {"document_plan": SimpleUploadedFile(name, content)})
    assert answer.status_code == (302 if kept else 422)
    assert Attachment.objects.filter(application=draft).exists() is kept
    if not kept:
        assert "document_plan" in answer.context["form"].errors


def test_a_file_above_its_limit_is_refused(client, draft, owner):
    RequiredDocumentFactory(call=draft.call, key="plan", kinds=["pdf"], max_bytes=100)
    signed_in(client, owner)
    big = SimpleUploadedFile("큰파일.pdf", PDF + b"0" * 200)
    assert client.post(url("documents", draft), {"document_plan": big}).status_code == 422


def test_a_download_is_an_attachment_and_never_runs(client, draft, owner):
    document = RequiredDocumentFactory(call=draft.call, key="plan", kinds=["pdf"])
    attachment = services.attach_document(
        application=draft, document=document, upload=SimpleUploadedFile("../../계획서.pdf", PDF), by=owner
    )
    signed_in(client, owner)
    answer = client.get(reverse("applications:attachment", args=[attachment.public_id]))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert attachment.name == "계획서.pdf"


# --- Who may open what ----------------------------------------------------------------------


@pytest.fixture
def submitted(draft, owner):
    return services.submit_application(application=draft, by=owner)


def people(application):
    company = application.company
    return {
        "anonymous": None,
        "owner": company_person(company),
        "colleague": company_person(company, Role.COMPANY_MEMBER),
        "another company": company_person(CompanyFactory()),
        "officer": officer_of(application.technopark),
        "another officer": officer_of(TechnoParkFactory()),
        "evaluator of the case": person_with(Role.EVALUATOR, scope=application.case),
        "another evaluator": person_with(Role.EVALUATOR),
        "staff who may view": staff("applications.view_application"),
        "staff who may not": staff(),
        "nobody in particular": UserFactory(),
    }


def answers(client, application, path, monkeypatch):
    """The status by person; the second factor has its own tests."""
    monkeypatch.setattr("programme.accounts.models.User.needs_second_factor", False)
    found = {}
    for name, person in people(application).items():
        client.logout()
        if person:
            client.force_login(person)
        found[name] = client.get(path).status_code
    return found


COMPANY_PAGE = {
    "anonymous": 302,
    "owner": 200,
    "colleague": 200,
    "another company": 404,
    "officer": 404,
    "another officer": 404,
    "evaluator of the case": 404,
    "another evaluator": 404,
    "staff who may view": 200,
    "staff who may not": 404,
    "nobody in particular": 404,
}
VERSION_PAGE = COMPANY_PAGE | {"officer": 200, "evaluator of the case": 200}
STEP_PAGE = COMPANY_PAGE | {"colleague": 404, "staff who may view": 404}


@pytest.mark.parametrize(
    ("page", "expected"), [("detail", COMPANY_PAGE), ("recall", STEP_PAGE), ("withdraw", STEP_PAGE)]
)
def test_pages_of_an_application_by_person(client, submitted, page, expected, monkeypatch):
    assert answers(client, submitted, url(page, submitted), monkeypatch) == expected


def test_a_submitted_version_by_person(client, submitted, monkeypatch):
    path = reverse("applications:version", args=[submitted.public_id, 1])
    assert answers(client, submitted, path, monkeypatch) == VERSION_PAGE


@pytest.mark.parametrize("page", ["edit", "partners", "documents", "check"])
def test_pages_of_a_draft_by_person(client, draft, page, monkeypatch):
    expected = COMPANY_PAGE | {"staff who may view": 302}  # to the status page: the draft is the company's
    assert answers(client, draft, url(page, draft), monkeypatch) == expected


def test_an_officer_does_not_see_a_draft(client, draft, monkeypatch):
    services_version = reverse("applications:version", args=[draft.public_id, 1])
    assert set(answers(client, draft, services_version, monkeypatch).values()) == {302, 404}


def test_unknown_ids_are_404(client, owner):
    signed_in(client, owner)
    for name in ("detail", "edit", "submit", "withdraw"):
        assert client.get(reverse(f"applications:{name}", args=["nothing00000"])).status_code == 404


def test_the_list_reads_the_same_with_many(client, owner, company, django_assert_max_num_queries):
    signed_in(client, owner)
    for _number in range(15):
        ApplicationFactory(company=company)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("applications:list")).status_code == 200


def test_withdrawing_by_page_asks_why(client, submitted, owner):
    signed_in(client, owner)
    assert client.post(url("withdraw", submitted), {"reason": ""}).status_code == 422
    assert client.post(url("withdraw", submitted), {"reason": "투자 계획 변경"}).status_code == 302
    assert client.post(url("withdraw", submitted), {"reason": "다시"}).status_code == 422
    submitted.refresh_from_db()
    assert submitted.status == "withdrawn"


def test_english_pages_speak_english(client, submitted, owner):
    signed_in(client, owner)
    page = client.get(f"/en{url('detail', submitted).removeprefix('/en')}").content.decode()
    assert 'lang="en"' in page
    assert "What happened so far" in page


# --- API ------------------------------------------------------------------------------------


def test_the_api_shows_a_person_s_own_applications(client, submitted, owner):
    ApplicationFactory()
    assert client.get("/api/v1/applications/").status_code == 403
    signed_in(client, owner)
    body = client.get("/api/v1/applications/").json()
    assert [row["receipt_number"] for row in body["results"]] == [submitted.version.receipt_number]


def test_the_api_takes_the_company_s_steps(client, submitted, owner):
    signed_in(client, owner)
    path = f"/api/v1/applications/{submitted.public_id}"
    assert client.post(f"{path}/recall/").json()["status"] == "draft"
    again = client.post(f"{path}/recall/")
    assert (again.status_code, again.json()["reason"]) == (409, "wrong_state")
    assert client.post(f"{path}/submit/").json()["receipt_number"].endswith("-2")
    assert client.post(f"{path}/withdraw/", {}, content_type="application/json").status_code == 400


def test_the_api_names_what_is_missing(client, draft, owner):
    Application.objects.filter(pk=draft.pk).update(main_product="", answers={})
    signed_in(client, owner)
    answer = client.post(f"/api/v1/applications/{draft.public_id}/submit/")
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"main_product", "answer_plan"}


def test_the_api_hides_others_and_refuses_the_colleague(client, draft):
    path = f"/api/v1/applications/{draft.public_id}/submit/"
    signed_in(client, company_person(CompanyFactory()))
    assert client.post(path).status_code == 404
    signed_in(client, company_person(draft.company, Role.COMPANY_MEMBER))
    assert client.post(path).status_code == 403


def test_a_document_that_the_call_asks_for_is_not_called_optional(client, draft, owner):
    RequiredDocumentFactory(call=draft.call, key="plan", name_en="Plan", max_bytes=512_000)
    RequiredDocumentFactory(call=draft.call, key="extra", name_en="Extra", required=False)
    signed_in(client, owner)
    page = client.get("/en" + url("documents", draft)).content.decode()
    assert page.count("(optional)") == 1
    assert "PDF, at most 500.0\xa0KB." in page


def test_staff_are_not_led_to_pages_of_other_desks(client):
    application = ApplicationFactory(status="submitted")
    sign_in(client, staff_in(StaffGroup.BODY))
    page = client.get(url("detail", application)).content.decode()
    assert reverse("recommendations:decline", args=[application.public_id]) not in page


def test_once_there_is_a_factory_the_status_page_says_where_it_stands(client):
    application = ApplicationFactory(status="selected")
    signed_in(client, company_person(application.company))
    address = "/en" + url("detail", application)
    assert "The agreement is prepared for your signature" in client.get(address).content.decode()
    LighthouseFactoryFactory(
        case=application.case, company=application.company, call=application.call, status="touring"
    )
    page = client.get(address).content.decode()
    assert "The agreement is prepared for your signature" not in page
    assert "Visits can be booked" in page


# --- Starting -------------------------------------------------------------------------------


@pytest.mark.parametrize("demo", [True, False])
def test_signed_out_a_demonstration_call_shows_while_the_demonstration_is_on(client, settings, demo):
    settings.DEMO = demo
    call = CallFactory(programme=ProgrammeFactory(is_demo=True))
    calls = client.get(reverse("applications:start")).context["calls"]
    assert (call in calls) is demo


def test_the_call_that_was_clicked_goes_along_through_signing_in(client, owner):
    CallFactory()
    clicked = CallFactory()
    start = reverse("applications:start")
    page = client.get(f"{start}?call={clicked.key}").content.decode()
    assert f"?next={start}%3Fcall%3D{clicked.key}" in page
    form = signed_in(client, owner).get(f"{start}?call={clicked.key}").context["form"]
    assert form["call"].value() == clicked.key


def test_a_call_with_an_application_is_linked_and_not_offered(client, draft, owner):
    other = CallFactory()
    signed_in(client, owner)
    answer = client.get(reverse("applications:start"))
    assert list(answer.context["form"].fields["call"].queryset) == [other]
    assert draft.get_absolute_url() in answer.content.decode()


def test_the_refusal_of_a_second_application_stands_once(client, draft, owner, company):
    signed_in(client, owner)
    ApplicationFactory(call=CallFactory(), company=company)
    CallFactory()
    answer = client.post(
        reverse("applications:start"), {"call": draft.call.key, "company": company.public_id}
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["call"]
    assert len(answer.context["form"].errors["call"]) == 1


# --- What the form says ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("total", "requested", "words"),
    [
        ("2400000000", "1200000001", "At most 1,200,000,000 won can be requested"),
        ("", "1200000001", "At most 1,200,000,000 won can be requested"),
        ("900000000", "900000001", "cannot be above the project&#x27;s total of 900,000,000 won"),
    ],
)
def test_an_amount_above_its_limit_is_wrong_at_once(client, draft, owner, total, requested, words):
    signed_in(client, owner)
    form = entered(draft, total_krw=total, requested_krw=requested)
    answer = client.post("/en" + url("edit", draft), form)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"requested_krw"}
    assert words in answer.content.decode()


@pytest.mark.parametrize(("total", "requested"), [("900000000", "900000000"), ("", "1200000000"), ("", "")])
def test_an_amount_at_its_limit_or_left_out_is_saved(client, draft, owner, total, requested):
    signed_in(client, owner)
    form = entered(draft, total_krw=total, requested_krw=requested)
    assert client.post(url("edit", draft), form).status_code == 302


@pytest.mark.parametrize(
    ("language", "field", "value", "words"),
    [
        ("ko", "answer_plan", "가" * 101, "100자 이내로 입력해 주세요."),
        ("en", "answer_plan", "가" * 101, "Enter at most 100 characters."),
        ("ko", "total_krw", "9" * 20, "10,000,000,000,000 이하로 입력해 주세요."),
        ("en", "total_krw", "9" * 20, "Enter 10,000,000,000,000 or less."),
        ("en", "total_krw", "-1", "Enter 0 or more."),
    ],
)
def test_a_limit_is_named(client, draft, owner, language, field, value, words):
    signed_in(client, owner)
    page = ("/en" if language == "en" else "") + url("edit", draft)
    assert words in client.post(page, entered(draft, **{field: value})).content.decode()


def test_a_step_with_gaps_is_not_called_done(client, draft, owner):
    RequiredDocumentFactory(call=draft.call, key="plan")
    signed_in(client, owner)
    steps = client.get(url("check", draft)).context["steps"]
    assert [step["lacks"] for step in steps] == [False, False, True, False]
    page = client.get("/en" + url("check", draft)).content.decode()
    assert (page.count("(done)"), page.count("(not complete)")) == (2, 1)


def test_the_check_shows_partners_and_documents_and_says_what_it_waits_for(client, draft, owner):
    waits, check = "can be submitted once", "/en" + url("check", draft)
    signed_in(client, owner)
    assert waits not in client.get(check).content.decode()
    document = RequiredDocumentFactory(call=draft.call, key="plan", kinds=["pdf"])
    assert waits in client.get(check).content.decode()
    services.attach_document(
        application=draft, document=document, upload=SimpleUploadedFile("계획서.pdf", PDF), by=owner
    )
    partner = PartnerOrganisationFactory(name_en="Gyeongnam Institute")
    services.add_partner(application=draft, organisation=partner, part="설비 진단", share_krw=0, by=owner)
    page = client.get(check).content.decode()
    assert "계획서.pdf" in page
    assert "Gyeongnam Institute" in page
    assert waits in page  # the partner has not confirmed


def test_an_uploaded_document_is_removed_from_its_page(client, draft, owner):
    document = RequiredDocumentFactory(call=draft.call, key="plan", kinds=["pdf"])
    attachment = services.attach_document(
        application=draft, document=document, upload=SimpleUploadedFile("계획서.pdf", PDF), by=owner
    )
    signed_in(client, owner)
    remove = reverse("applications:remove_attachment", args=[draft.public_id, attachment.public_id])
    assert f'method="post" action="{remove}"' in client.get(url("documents", draft)).content.decode()
    client.post(remove)
    attachment.refresh_from_db()
    assert attachment.removed_at


def test_a_version_says_answers_and_names_in_the_reader_s_words(client, draft, owner):
    QuestionFactory(call=draft.call, key="open", kind="yes_no")
    QuestionFactory(call=draft.call, key="level", kind="choice", choices=[["l3", "수준 3", "Level 3"]])
    draft.answers |= {"open": "yes", "level": "l3", "plan": "첫째 문단\n\n둘째 문단"}
    draft.save()
    submitted = services.submit_application(application=draft, by=owner)
    signed_in(client, owner)
    path = reverse("applications:version", args=[submitted.public_id, 1])
    korean, english = client.get(path).content.decode(), client.get("/en" + path).content.decode()
    for page, words in (
        (korean, ["<p>예</p>", "<p>수준 3</p>", "중소기업", draft.technopark.name_ko]),
        (english, ["<p>Yes</p>", "<p>Level 3</p>", "(SME)", draft.technopark.name_en]),
    ):
        assert [word for word in words if word not in page] == []
    assert '<div lang="ko"><p>첫째 문단</p>' in english


@pytest.mark.parametrize("page", ["detail", "edit", "partners", "documents", "check", "withdraw"])
def test_english_pages_name_company_and_call_in_english(client, draft, owner, page):
    draft.company.name_ko, draft.company.name_en = "네오정밀", "Neo Precision"
    draft.company.save()
    draft.call.title_ko, draft.call.title_en = "이차 모집 공고", "Second call"
    draft.call.save()
    signed_in(client, owner)
    shown = client.get("/en" + url(page, draft)).content.decode()
    assert "Neo Precision" in shown
    assert "Second call" in shown
    assert "네오정밀" not in shown
    assert "이차 모집 공고" not in shown


def test_english_selects_name_places_in_english(client, draft, owner):
    signed_in(client, owner)
    form = client.get("/en" + url("edit", draft)).context["form"]
    with translation.override("en"):
        names = [label for _value, label in form.fields["technopark"].choices]
        assert draft.technopark.name_en in names
        site = [label for _value, label in form.fields["site"].choices][1]
    assert site == f"{draft.site.name} ({draft.site.region.name_en})"


def test_what_waits_is_named_in_the_reader_s_language(draft, owner):
    with translation.override("en"):
        assert draft.call.title_en in waiting_for(owner)[0].title
    with translation.override("ko"):
        assert draft.call.title_ko in waiting_for(owner)[0].title
