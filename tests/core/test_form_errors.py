"""Forms as people see them: the same words in the summary and by the field, every link landing."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation


class Sample(forms.Form):
    name = forms.CharField(label="기업 이름", help_text="등록증대로")
    product = forms.CharField(label="제품")
    size = forms.ChoiceField(label="규모", widget=forms.RadioSelect, choices=[("s", "중소"), ("m", "중견")])
    plan = forms.FileField(label="계획서")
    agree = forms.BooleanField(label="동의합니다.")
    own = forms.CharField(label="나", error_messages={"required": "따로 쓴 말"})
    support_krw = forms.IntegerField(label="지원금", required=False)

    def clean(self) -> None:
        raise forms.ValidationError("전체에 대한 말")


def page(form: forms.Form, language: str = "ko") -> str:
    with translation.override(language):
        return Template("{% error_summary form %}<form>{{ form }}</form>").render(Context({"form": form}))


@pytest.fixture
def refused() -> str:
    return page(Sample({"support_krw": "x"}))


def test_every_link_of_the_summary_lands(refused: str) -> None:
    targets = re.findall(r'<li><a href="#([^"]+)"', refused)
    assert len(targets) == 8
    for target in targets:
        assert refused.count(f' id="{target}"') == 1, target


def test_the_words_by_the_field_are_those_of_the_summary(refused: str) -> None:
    summary, body = refused.split("<form>")
    words = re.findall(r'<span class="error-words">([^<]+)</span>', summary)
    assert words
    assert [word for word in words if word not in body] == []


def test_a_line_names_its_field_where_the_words_do_not(refused: str) -> None:
    assert re.findall(r'<span class="error-name">([^<]+)</span>', refused) == ["나:", "지원금:"]


def test_a_missing_field_is_named_with_the_right_particle(refused: str) -> None:
    for text in (
        "기업 이름을 입력해 주세요.",
        "제품을 입력해 주세요.",
        "규모를 선택해 주세요.",
        "파일을 올려 주세요: 계획서.",
        "계속하려면 ‘동의합니다’에 표시해 주세요.",
    ):
        assert refused.count(text) == 2, text


def test_a_message_of_the_form_s_own_is_kept(refused: str) -> None:
    assert refused.count("따로 쓴 말") == 2


def test_english_fits_the_label_into_the_sentence() -> None:
    class Plain(forms.Form):
        company_name = forms.CharField(label="Company name")
        api = forms.CharField(label="API key")

    text = page(Plain({}), "en")
    assert "Enter company name." in text
    assert "Enter API key." in text


def test_controls_say_that_they_are_wrong_and_where_it_is_explained(refused: str) -> None:
    name = re.search(r'<input type="text" name="name"[^>]*>', refused)
    assert name
    assert 'aria-invalid="true"' in name[0]
    assert 'aria-describedby="id_name_helptext id_name_error"' in name[0]
    assert '<fieldset aria-describedby="id_size_error">' in refused


def test_optional_fields_are_the_marked_ones() -> None:
    text = page(Sample())
    assert text.count("(선택)") == 1
    assert "error-summary" not in text


def test_won_have_their_unit_behind_them() -> None:
    assert '<span class="unit">원</span>' in page(Sample())


def test_the_title_says_that_there_are_errors() -> None:
    template = Template("{% error_prefix form missing %}")
    with translation.override("ko"):
        assert template.render(Context({"form": Sample({})})) == "오류: "
        assert template.render(Context({"form": Sample()})) == ""


def test_errors_of_a_formset_are_in_the_summary() -> None:
    class Row(forms.Form):
        share = forms.IntegerField(label="몫")

    rows = forms.formset_factory(Row, extra=0, min_num=2, validate_min=True)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-share": "x", "form-1-share": "3"}
    with translation.override("ko"):
        text = Template("{% error_summary rows %}{{ rows }}").render(Context({"rows": rows(data)}))
    assert 'href="#id_form-0-share"' in text


def test_an_error_of_a_formset_as_a_whole_has_a_place_to_land() -> None:
    rows = forms.formset_factory(forms.Form, extra=0, min_num=2, validate_min=True)
    data = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
    text = Template("{% error_summary rows %}{{ rows }}").render(Context({"rows": rows(data)}))
    assert 'href="#form-set-errors"' in text
    assert text.count('id="form-set-errors"') == 1
