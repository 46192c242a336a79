"""Make the fonts with which papers are typeset (programme/core/pdf.py): files of one weight each.

Reads the kit's PretendardGOV, which has the common syllables of Hangul, and Noto Sans KR, which has
all of them and Hanja, for what the first lacks: without it a rare name could not be set. Writes
var/print-fonts/*.ttf, and covers.txt with all characters that they hold together, which tells the
portal what it can set. Noto's slices stay in their pieces; the typesetter picks the one it needs.
Both are under the OFL, which reserves the name Pretendard: the changed font has the portal's own.
"""

import hashlib
import io
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
KIT = ROOT / "node_modules" / "krds-uiux" / "resources" / "fonts"
NOTO = ROOT / "node_modules" / "@fontsource-variable" / "noto-sans-kr" / "files"
TARGET = ROOT / "var" / "print-fonts"
FAMILY = "Portal Sans"
WEIGHTS = ("Regular", "Bold")
FAMILY_NAMES, STYLE_NAMES, FULL_NAMES, POSTSCRIPT_NAME = (
    {1, 16},
    {2, 17},
    {3, 4},
    6,
)  # in OpenType's name table
FALLBACK_WEIGHT = 400
LAYOUT = (b"GSUB", b"GPOS", b"GDEF", b"BASE", b"STAT")  # single characters need none of it


def plain(file: Path) -> TTFont:
    """The font without its compression for the web."""
    font = TTFont(file, recalcTimestamp=False)
    font.flavor = None
    return font


def from_kit(weight: str) -> set[int]:
    """Write one weight of the portal's own font; its characters."""
    font = plain(KIT / f"PretendardGOV-{weight}.subset.woff2")
    for record in font["name"].names:
        if record.nameID in FAMILY_NAMES:
            record.string = FAMILY
        elif record.nameID in STYLE_NAMES:
            record.string = weight
        elif record.nameID in FULL_NAMES:
            record.string = f"{FAMILY} {weight}"
        elif record.nameID == POSTSCRIPT_NAME:
            record.string = f"{FAMILY} {weight}".replace(" ", "-")
    font.save(TARGET / f"portal-sans-{weight.lower()}.ttf")
    return set(font.getBestCmap())


def from_noto(file: Path) -> set[int]:
    """Write one slice at its regular weight; its characters."""
    font = plain(file)
    content = io.BytesIO()
    font.save(content)
    face = hb.Face(hb.Blob(content.getvalue()))
    wanted = hb.SubsetInput()
    wanted.keep_everything()
    wanted.pin_axis_location(face, "wght", FALLBACK_WEIGHT)
    wanted.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(int.from_bytes(tag, "big") for tag in LAYOUT)
    (TARGET / f"{file.stem}.ttf").write_bytes(hb.subset(face, wanted).blob.data)
    return set(font.getBestCmap())


def main() -> None:
    for source in (KIT, NOTO):
        if not source.exists():
            sys.exit(f"fonts: {source} is missing: run script/setup")
    slices = sorted(NOTO.glob("*.woff2"))
    key = hashlib.sha256(Path(__file__).read_bytes())
    for file in [*sorted(KIT.glob("*.woff2")), *slices]:
        key.update(file.read_bytes())
    stamp = TARGET / ".stamp"
    if stamp.exists() and stamp.read_text() == key.hexdigest():
        return
    print("fonts: making those for papers", flush=True)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        # What a paper may hold must be in its regular and its bold face, or in the fallback.
        both = set.intersection(*pool.map(from_kit, WEIGHTS))
        covered = both.union(*pool.map(from_noto, slices, chunksize=8))
    (TARGET / "covers.txt").write_text("".join(map(chr, sorted(covered))), encoding="utf-8")
    stamp.write_text(key.hexdigest())


if __name__ == "__main__":
    main()
