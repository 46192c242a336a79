"""What the demonstration announces: news, a notice with forms, questions, and whom to ask."""

from django.core.files.uploadedfile import SimpleUploadedFile

from programme.accounts.demo import ensure_demo_account
from programme.calls.models import Call
from programme.news.choices import ArticleKind, Category
from programme.news.models import Article
from programme.news.services import (
    add_contact,
    attach_file,
    draft_answer,
    draft_article,
    pin_article,
    publish_answer,
    publish_article,
)

from .papers import cost_form, guide

# A table: one text a line reads best.
# ruff: noqa: E501
# (category, question, answer, question in English, answer in English)
QUESTIONS = (
    (
        Category.ELIGIBILITY,
        "스마트공장을 처음 구축하는 기업도 신청할 수 있습니까?",
        "신청할 수 있습니다. 다만 3년 안에 이 공고가 요구하는 수준에 이를 수 있다는 계획을 사업계획서에 적어 주세요.",
        "May a firm apply that builds its first smart factory?",
        "Yes. The business plan then shows how the firm reaches the level that this call asks for within three years.",
    ),
    (
        Category.APPLICATION,
        "제출한 뒤에 신청서를 고칠 수 있습니까?",
        "접수 마감 전에는 제출을 취소하고 고쳐서 다시 제출할 수 있습니다. 순서는 다음과 같습니다.\n"
        "1. 신청서 화면에서 ‘제출 취소’를 누릅니다.\n2. 내용을 고치고 점검합니다.\n3. 접수 마감 전에 다시 제출합니다.",
        "Can an application be changed after it was submitted?",
        "Until the call closes a submission can be taken back, changed and submitted again:\n"
        "1. Choose “Take the submission back” on the application's page.\n2. Change and check it.\n"
        "3. Submit it again before the call closes.",
    ),
    (
        Category.SUPPORT,
        "기업 부담금에 현물을 포함할 수 있습니까?",
        "이 시연 공고에서는 참여 인력의 인건비를 현물로 인정합니다. 아래 공지의 소요 예산 서식에 나누어 적어 주세요.",
        "May the firm's own share be in kind?",
        "In this demonstration call the wages of people who take part count. Enter them in the form of costs that goes "
        "with the notice.",
    ),
    (
        Category.TOURS,
        "견학은 언제부터 열어야 합니까?",
        "구축을 마친 날부터 2년 동안 16회 이상 열어야 합니다.",
        "When do the tours begin?",
        "At least 16 tours are held in the two years after completion.",
    ),
)


def announce(walked: Call) -> None:
    """News of the walked call and a pinned notice, questions and a contact of the one still open."""
    open_one = Call.objects.filter(programme=walked.programme).latest("pk")
    ministry, body = ensure_demo_account(key="ministry"), ensure_demo_account(key="body")
    _publish_news(walked)
    notice = draft_article(
        kind=ArticleKind.NOTICE,
        programme=open_one.programme,
        call=open_one,
        title_ko="[시연] 신청 서식과 작성 안내",
        title_en="[Demo] Forms for the application and how to fill them in",
        body_ko="신청에 필요한 서식을 첨부합니다. 내려받아 작성한 뒤 신청서의 제출 서류에 올려 주세요.\n\n"
        "- 소요 예산 내역은 첨부한 통합문서에 작성합니다.\n- 금액은 원 단위로 적습니다.\n"
        "- 문의는 공고 화면의 문의처로 연락해 주세요.",
        body_en="The forms that go with an application. Download them, fill them in and upload them with your "
        "documents.\n\n- Costs are entered in the workbook.\n- Amounts are in whole won.\n"
        "- Questions go to the contact on the call's page.",
        english_checked=True,
        by=body,
    )
    attach_file(article=notice, upload=SimpleUploadedFile("소요예산내역_서식.xlsx", cost_form()), by=body)
    attach_file(article=notice, upload=SimpleUploadedFile("application_guide.pdf", guide()), by=body)
    notice = publish_article(article=notice, by=ministry)
    pin_article(article=notice, by=ministry)
    for position, (category, question_ko, answer_ko, question_en, answer_en) in enumerate(QUESTIONS, 1):
        answer = draft_answer(
            programme=open_one.programme,
            call=open_one,
            category=category,
            question_ko=question_ko,
            answer_ko=answer_ko,
            question_en=question_en,
            answer_en=answer_en,
            english_checked=True,
            position=position,
            by=body,
        )
        publish_answer(answer=answer, by=ministry)
    add_contact(
        programme=open_one.programme,
        call=open_one,
        department_ko="시연 사업운영팀",
        department_en="Demonstration programme office",
        telephone="02-000-0000",
        email="help@demo.example",
        hours_ko="평일 09:00~18:00 (점심시간 12:00~13:00 제외)",
        hours_en="Weekdays 09:00–18:00 (closed 12:00–13:00)",
        note_ko="시연용 가상 문의처이며 실제로 연결되지 않습니다.",
        note_en="Invented for the demonstration; nobody answers.",
        by=ministry,
    )


def _publish_news(call: Call) -> Article:
    article = draft_article(
        kind=ArticleKind.NEWS,
        programme=call.programme,
        call=call,
        title_ko="[시연] 선정 결과를 발표했습니다",
        title_en="[Demo] The result is out",
        body_ko="평가위원회의 심사를 거쳐 이번 시연 공고의 선정 기업을 발표했습니다. 선정 기업은 공고 화면에서 확인해 주세요.\n\n"
        "구축을 마친 공장부터 견학 신청을 받습니다.",
        body_en="After the evaluation the firms selected in this demonstration call were announced; they are listed on "
        "the call's page.\n\nTours can be booked as soon as a factory is completed.",
        english_checked=True,
        by=ensure_demo_account(key="body"),
    )
    return publish_article(article=article, by=ensure_demo_account(key="ministry"))
