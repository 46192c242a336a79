"""Papers as PDF: what they are made of, and what nobody's text can do to them."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from programme.core.pdf import UNKNOWN, answer, printable_text, render
from tests.pdf import text_of

PAPER = {
    "title": "견학 입장권",
    "demo": None,
    "footer": "foot",
    "eyebrow": "위",
    "facts": [("이름", "홍길동")],
    "qr": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0h1v1h-1z"/></svg>',
    "qr_label": "그림",
    "sections": [],
}


def paper(**changed):
    return render("tours/ticket.typ", {**PAPER, **changed}, language="ko")


def test_a_paper_is_tagged_and_says_its_standard_language_and_title():
    document = paper()
    assert document.startswith(b"%PDF-1.7")
    for part in (b"/StructTreeRoot", b"/Lang(ko-KR)", b"/Marked true", b"/DisplayDocTitle true"):
        assert part in document, part
    for part in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", "견학 입장권".encode()):
        assert part in document, part
    assert b"/Lang(en-GB)" in render("tours/ticket.typ", PAPER, language="en")
    assert b"/Lang(ko-KR)" not in render("tours/ticket.typ", {**PAPER, "title": "x"}, language="en")


def test_what_people_write_is_text_and_never_source():
    written = '#panic("x") $ <b> *bold* _it_ `raw` // \\ #import "/etc/passwd" @ref = == "quoted" ]'
    assert written in text_of(paper(facts=[("이름", written)]))


def test_rare_syllables_and_hanja_are_set_and_what_no_font_has_is_marked():
    text = text_of(paper(facts=[("이름", "金龍洙 뷁쀏 😀"), ("줄", "한\u200b빛\x00")]))
    assert f"金龍洙 뷁쀏 {UNKNOWN}" in text
    assert "한빛" in text
    decomposed = "\u1112\u1161\u11ab\u1107\u1175\u11be"
    assert printable_text(decomposed) == "한빛"


def test_the_reader_of_these_tests_sees_what_is_missing():
    assert "홍길동" in text_of(paper())
    assert "홍길동" not in text_of(paper(facts=[]))


def test_a_download_has_a_korean_name_and_is_kept_nowhere():
    response = answer(b"%PDF", "공문 abc")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%EA%B3%B5%EB%AC%B8%20abc.pdf"
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("missing", [True, False])
def test_missing_fonts_are_said_when_the_portal_is_deployed(tmp_path, settings, missing):
    folder = tmp_path if missing else settings.PRINT_FONTS
    with override_settings(PRINT_FONTS=folder):
        found = [one for one in run_checks(include_deployment_checks=True) if one.id == "core.E001"]
    assert len(found) == missing
