"""The papers that go with the demonstration's notice."""

from io import BytesIO

from openpyxl import Workbook

COSTS = ("구분", "내용", "총사업비(원)", "정부지원금(원)", "기업 부담금(원)", "비고")
COST_KINDS = ("소프트웨어", "자동화 설비", "감지기·제어기", "컨설팅", "교육", "기타")


def cost_form() -> bytes:
    """The workbook in which a project's costs are entered."""
    book = Workbook()
    sheet = book.active
    sheet.title = "소요 예산"
    sheet.append(["K-스마트등대공장 소요 예산 내역(시연 서식)"])
    sheet.append(["작성일:      년    월    일"])
    sheet.append([])
    sheet.append(list(COSTS))
    for kind in COST_KINDS:
        sheet.append([kind])
    sheet.append(["합계"])
    for column, width in zip("ABCDEF", (18, 40, 18, 18, 18, 24), strict=True):
        sheet.column_dimensions[column].width = width
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def guide() -> bytes:
    """One page for readers of English, as a PDF by hand: its letters need no font of their own."""
    lines = (
        "K-Smart Lighthouse Factory (demonstration): guide to the forms",
        "",
        "1. Download the workbook and enter each cost in whole won.",
        "2. Save the business plan as PDF, HWP, HWPX or DOCX, 20 MB at most.",
        "3. Upload both under Documents in your application and submit it before the call closes.",
        "",
        "Invented for demonstration. It is no document of a ministry.",
    )
    text = "BT /F1 12 Tf 56 770 Td 20 TL " + " ".join(f"({line}) Tj T*" for line in _escaped(lines)) + " ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    document, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(document))
        document += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    document += (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(document)}\n%%EOF\n"
    )
    return document.encode("ascii")


def _escaped(lines: tuple[str, ...]) -> list[str]:
    return [line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines]
