"""Cut the kit's fonts into slices that a page loads only as far as it shows their characters.

Reads PretendardGOV from node_modules/krds-uiux, writes var/fonts/portal-sans.css and its woff2
slices. "base" has Latin and every syllable of our own templates, messages, reference data and
demonstration; the rest of Hangul comes in blocks, fetched only for names and texts that people wrote:
small, because a text with two rare syllables needs two of them, and each weight its own. The licence
(OFL) reserves the name Pretendard, so that a changed font needs a name of its own.
"""

import hashlib
import io
import itertools
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "krds-uiux" / "resources" / "fonts"
TARGET = ROOT / "var" / "fonts"
FAMILY = "Portal Sans"
WEIGHTS = {400: "Regular", 700: "Bold"}
HANGUL_BLOCKS = 12
NAME_RECORDS = {1, 3, 4, 6, 16, 18, 21, 25}  # of OpenType's name table: all that hold the family's name
POSTSCRIPT_NAME = 6


def own_characters() -> set[int]:
    """Hangul syllables that our own pages show."""
    files = itertools.chain(
        ROOT.glob("templates/**/*.html"),
        ROOT.glob("locale/**/*.po"),
        ROOT.glob("programme/*/data/*.json"),
        ROOT.glob("programme/*/walk/*.py"),
        ROOT.glob("programme/accounts/demo.py"),
    )
    text = "".join(file.read_text() for file in sorted(files))
    return {ord(character) for character in re.findall("[가-힣]", text)}


def is_basic(code: int) -> bool:
    """Latin, general punctuation to arrows, the signs of won and euro, the minus of figures."""
    return code < 0x250 or 0x2000 <= code < 0x2200 or code == 0x2212


def slices(available: set[int], own: set[int]) -> Iterator[tuple[str, set[int]]]:
    hangul = sorted(code for code in available - own if 0xAC00 <= code <= 0xD7A3)
    base = {code for code in available if is_basic(code)} | own & available
    yield "base", base
    size = -(-len(hangul) // HANGUL_BLOCKS)
    for number in range(HANGUL_BLOCKS):
        yield f"hangul{number}", set(hangul[number * size : (number + 1) * size])
    yield "other", available - base - set(hangul)


def unicode_range(codes: set[int]) -> str:
    """As CSS writes it: U+20-7E,U+AC00."""
    runs = itertools.groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0])
    ends = [(members[0][1], members[-1][1]) for members in (list(run) for _, run in runs)]
    return ",".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in ends)


def cut(weight: int, own: set[int]) -> str:
    """Write one weight's slices; their @font-face rules."""
    name = WEIGHTS[weight]
    font = TTFont(SOURCE / f"PretendardGOV-{name}.subset.woff2", recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID in NAME_RECORDS:
            full = f"{FAMILY} {name}"
            record.string = full.replace(" ", "-") if record.nameID == POSTSCRIPT_NAME else full
    font.flavor = None
    plain = io.BytesIO()
    font.save(plain)
    face = hb.Face(hb.Blob(plain.getvalue()))
    rules = []
    for part, codes in slices(set(font.getBestCmap()), own):
        if not codes:
            continue
        wanted = hb.SubsetInput()
        wanted.sets(hb.SubsetInputSets.UNICODE).update(codes)
        piece = TTFont(io.BytesIO(hb.subset(face, wanted).blob.data), recalcTimestamp=False)
        piece.flavor = "woff2"
        file = f"portal-sans-{weight}-{part}.woff2"
        piece.save(TARGET / file)
        rules.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-display:swap;'
            f'src:url("{file}") format("woff2");unicode-range:{unicode_range(codes)}}}\n'
        )
    return "".join(rules)


def main() -> None:
    if not SOURCE.exists():
        sys.exit(f"fonts: {SOURCE} is missing: run script/setup")
    own = own_characters()
    key = hashlib.sha256(Path(__file__).read_bytes() + repr(sorted(own)).encode())
    for file in sorted(SOURCE.glob("*.woff2")):
        key.update(file.read_bytes())
    stamp = TARGET / ".stamp"
    if stamp.exists() and stamp.read_text() == key.hexdigest():
        return
    print("fonts: cutting slices", flush=True)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        rules = pool.map(cut, WEIGHTS, itertools.repeat(own))
        (TARGET / "portal-sans.css").write_text("".join(rules))
    stamp.write_text(key.hexdigest())


if __name__ == "__main__":
    main()
