"""A QR code as one SVG path: no picture file, no inline style, no request."""

from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules left empty on each side, as ISO/IEC 18004 asks
MASK = 3  # every reader knows all eight; trying them for the most even one takes five times as long


@dataclass(frozen=True)
class QR:
    """`size` modules on each side, the quiet zone included; `path` draws the dark ones."""

    size: int
    path: str


def qr_of(text: str) -> QR:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET, mask_pattern=MASK)
    code.add_data(text)
    rows = code.get_matrix()
    return QR(len(rows), "".join(_bars(y, row) for y, row in enumerate(rows)))


def _bars(y: int, row: list[bool]) -> str:
    """The dark modules of a row, those side by side as one bar."""
    line, x = "", 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            line += f"M{x} {y}h{width}v1h-{width}z"
        x += width
    return line


def svg_of(text: str) -> str:
    """The code as an SVG picture of its own, dark on white: for a paper."""
    code = qr_of(text)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code.size} {code.size}">'
        f'<path fill="#fff" d="M0 0h{code.size}v{code.size}h-{code.size}z"/>'
        f'<path d="{code.path}" shape-rendering="crispEdges"/></svg>'
    )
