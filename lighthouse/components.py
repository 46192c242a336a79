"""The reference of the parts of pages (docs/components.md), for those who build pages: DEBUG only.

`/components/` shows every partial and every state of a form field; below it stand the whole pages that
a reader meets rarely: the confirm page and the error pages.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language

from programme.core.clock import SEOUL, day_end
from programme.core.forms import DayInput, FormSection, WonField

from . import errors

PAGES = ("confirm", *errors.PAGES)


def here(korean: str, english: str) -> str:
    """A sample's words in the page's language; samples are in no catalogue."""
    return english if (get_language() or "").startswith("en") else korean


class ReferenceForm(forms.Form):
    """Every kind of field the portal asks with, in its usual state."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            ("a", here("부산", "Busan")),
            ("b", here("경남", "Gyeongnam")),
            ("c", here("대구", "Daegu")),
        ]
        self.fields.update(
            {
                "text": forms.CharField(label=here("회사명", "Company name"), max_length=60),
                "hinted": forms.CharField(
                    label=here("사업자등록번호", "Business registration number"),
                    help_text=here("숫자 10자리", "Ten digits"),
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                ),
                "email": forms.EmailField(
                    label=here("이메일", "E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
                ),
                "optional": forms.CharField(label=here("비고", "Note"), required=False),
                "disabled": forms.CharField(
                    label=here("접수번호", "Receipt number"),
                    disabled=True,
                    initial="2026-1-0042",
                    required=False,
                ),
                "long": forms.CharField(
                    label=here("추진 계획", "Plan"),
                    widget=forms.Textarea(attrs={"rows": 3}),
                    help_text=here("2,000자 이내", "At most 2,000 characters"),
                ),
                "choice": forms.ChoiceField(label=here("지역", "Region"), choices=[("", "—"), *choices]),
                "radio": forms.ChoiceField(
                    label=here("기업 규모", "Company size"),
                    choices=[
                        ("s", here("중소기업", "Small or medium-sized")),
                        ("m", here("중견기업", "Mid-sized")),
                    ],
                    widget=forms.RadioSelect,
                ),
                "several": forms.MultipleChoiceField(
                    label=here("도입 기술", "Technologies"),
                    choices=[("ai", "AI"), ("dt", here("디지털 트윈", "Digital twin")), ("5g", "5G")],
                    widget=forms.CheckboxSelectMultiple,
                    required=False,
                ),
                "day": forms.DateField(
                    label=here("방문일", "Day of the visit"),
                    widget=DayInput(),
                ),
                "number": forms.IntegerField(
                    label=here("인원", "People"),
                    widget=forms.NumberInput(attrs={"data-suffix": here("명", "people")}),
                ),
                "amount_krw": WonField(label=here("신청액", "Amount requested")),
                "file": forms.FileField(
                    label=here("사업계획서", "Business plan"),
                    help_text=here("PDF, HWP, 최대 20MB", "PDF, HWP, at most 20 MB"),
                    widget=forms.FileInput(attrs={"accept": ".pdf,.hwp"}),
                ),
                "agree": forms.BooleanField(
                    label=here("위 내용이 사실임을 확인합니다.", "What is stated here is true.")
                ),
            }
        )

    def clean(self) -> dict[str, Any]:
        if self.is_bound:
            raise ValidationError(
                here("신청액이 총사업비보다 큽니다.", "The amount is larger than the total cost.")
            )
        return super().clean() or {}


class SectionedForm(forms.Form):
    """A long form under headings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {"data-suffix": here("명", "people")}
        self.fields["title"] = forms.CharField(label=here("제목", "Title"))
        self.fields["least"] = forms.IntegerField(
            label=here("최소", "At least"), widget=forms.NumberInput(attrs=people)
        )
        self.fields["most"] = forms.IntegerField(
            label=here("최대", "At most"), widget=forms.NumberInput(attrs=people)
        )
        self.sections = [
            FormSection(here("안내", "Texts"), ["title"]),
            FormSection(here("인원", "People"), ["least", "most"], here("1명 이상", "1 or more"), short=True),
        ]


class ReferenceFilter(forms.Form):
    """The filter panel: one field always in sight, others folded on a telephone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"] = forms.CharField(label=here("검색어", "Words"), required=False)
        self.fields["region"] = forms.ChoiceField(
            label=here("지역", "Region"), choices=[("26", here("부산", "Busan"))], required=False
        )


def only_while_building(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for developers: nothing is there in production."""

    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@only_while_building
def index(request: HttpRequest) -> HttpResponse:
    """Every partial, with sample words."""
    refused = ReferenceForm(
        MultiValueDict(
            {"email": ["at"], "number": ["x"], "radio": ["z"], "optional": [here("남는 값", "Kept")]}
        ),
        MultiValueDict({"file": [SimpleUploadedFile("empty.pdf", b"")]}),
        prefix="refused",
        auto_id="id_%s",
    )
    context = {**samples(), "form": ReferenceForm(), "refused": refused}
    return render(request, "components.html", context)


def samples() -> dict[str, Any]:
    """What the partials are shown with."""
    home = reverse("portal:home")
    tones = ("neutral", "primary", "info", "success", "warning", "danger")
    return {
        "home": home,
        "tones": tones,
        "due": day_end(date(2026, 12, 31)),
        "sectioned": SectionedForm(),
        "filter_form": ReferenceFilter({"region": "26"}),
        "facet": {
            "name": "size",
            "label": here("기업 규모", "Company size"),
            "options": [
                {
                    "value": "s",
                    "label": here("중소기업", "Small or medium-sized"),
                    "count": 12,
                    "chosen": True,
                },
                {"value": "m", "label": here("중견기업", "Mid-sized"), "count": 3, "demonstrated": 1},
                {"value": "l", "label": here("대기업", "Large"), "count": 0, "off": True},
            ],
        },
        "active": [
            {"label": here("지역: 부산", "Region: Busan"), "url": "?"},
            {"label": here("언어: 영어", "Language: English"), "url": "?"},
        ],
        "page": Paginator(range(240), 20).page(5),
        "events": [
            {"at": date(2026, 9, 1), "text": here("신청서 제출", "Application submitted")},
            {
                "at": datetime(2026, 10, 5, 14, tzinfo=SEOUL),
                "text": here("진단 중", "Being diagnosed"),
                "tone": "now",
                "note": here("방문 1회", "One visit"),
            },
            {"text": here("평가", "Evaluation"), "tone": "next"},
            {"at": date(2026, 10, 6), "text": here("철회", "Withdrawn"), "tone": "stop"},
        ],
        "steps": [
            {"name": here("신청서", "Application form"), "past": True},
            {"name": here("참여기관", "Partners"), "past": True, "lacks": True},
            {"name": here("서류", "Documents"), "now": True},
            {"name": here("확인·제출", "Check and submit")},
        ],
        "rows": [
            {"label": here("접수번호", "Receipt number"), "value": "2026-1-0042"},
            {"label": here("테크노파크", "Techno-park"), "value": ""},
            {
                "label": here("지역", "Region"),
                "value": here("부산", "Busan"),
                "url": home,
                "action": here("바꾸기", "Change"),
            },
        ],
        "files": [
            {
                "name": "plan.pdf",
                "url": home,
                "kind": "PDF",
                "size": 482_133,
                "note": here("사업계획서", "Business plan"),
                "remove_url": home,
            },
            {"name": "certificate.hwp", "url": home, "kind": "HWP", "size": 61_440},
        ],
        "card": {
            "url": home,
            "name": here("등대정밀", "Lighthouse Precision"),
            "badges": [{"name": here("견학 운영 중", "Open for tours"), "tone": "success"}],
            "facts": [here("부산", "Busan"), here("중소기업", "Small or medium-sized")],
            "text": here("자동차용 정밀 단조품", "Precision forgings for cars"),
            "tags": ["AI", here("디지털 트윈", "Digital twin")],
        },
        "sources": [
            {"name": "mss.go.kr", "url": "https://www.mss.go.kr/"},
            {"name": here("중소벤처기업부 보도자료", "Press release of the ministry")},
        ],
        "links": [(here("신청액을 입력해 주세요.", "Enter the amount requested."), "#id_amount_krw")],
        "amount": 1_234_560_000,
        "pages": PAGES,
        "words": {
            "state": here("요건 검토 중", "Being screened"),
            "next": here(
                "서류를 확인하고 결과를 알려 드립니다.", "The papers are checked; you are told the result."
            ),
            "action": here("저장", "Save"),
            "search": here("등대공장 찾기", "Find a factory"),
            "years": here("연도별 금액", "Amount by year"),
            "year": here("연도", "Year"),
            "amount": here("금액", "Amount"),
            "tours": here("진행한 견학", "Tours held"),
        },
        "messages": [Message(constants.SUCCESS, here("저장했습니다.", "Saved."))],
    }


def confirm(request: HttpRequest) -> HttpResponse:
    """The page before a step that cannot be undone."""
    return render(
        request,
        "partials/confirm.html",
        {
            "title": here("신청 철회", "Withdraw the application"),
            "text": here("등대정밀, 2026년 공고", "Lighthouse Precision, call of 2026"),
            "rows": samples()["rows"],
            "consequences": [here("다시 신청할 수 없습니다.", "You cannot apply again in this call.")],
            "tone": "danger",
            "action": here("철회", "Withdraw"),
            "back": here("신청서", "Application"),
            "back_url": reverse("components"),
            "form": forms.Form(),
        },
    )


@only_while_building
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One whole page: the confirm page, or an error page by its name."""
    if name not in PAGES:
        raise Http404
    return confirm(request) if name == "confirm" else errors.page(request, name)
