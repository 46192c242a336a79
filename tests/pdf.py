"""Reading the text of a PDF that typst wrote, as a reader's clipboard would: no library for it is installed.

Understands what typst writes and no more: fonts with two-byte codes and a ToUnicode table, text shown by
Tj and TJ, streams packed by Flate.
"""

import re
import zlib

ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
# A font chosen, a text, or a tag's properties (their texts are not shown).
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)|<<.*?>>", re.DOTALL)


def objects_of(document: bytes) -> dict[int, bytes]:
    found = re.finditer(rb"\n(\d+) 0 obj\s(.*?)\nendobj", document, re.DOTALL)
    return {int(one[1]): one[2] for one in found}


def stream_of(content: bytes) -> bytes:
    head, _separator, packed = content.partition(b"stream")
    packed = packed.lstrip(b"\r\n")
    return zlib.decompressobj().decompress(packed) if b"FlateDecode" in head else packed


def characters_of(table: bytes) -> dict[int, str]:
    """A ToUnicode table: code to text."""
    found = {}
    for code, text in re.findall(rb"^<(\w{4})> <(\w+)>$", table, re.MULTILINE):
        found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    for first, last, text in re.findall(rb"^<(\w{4})> <(\w{4})> <(\w+)>$", table, re.MULTILINE):
        start = ord(bytes.fromhex(text.decode()).decode("utf-16-be"))
        for code in range(int(first, 16), int(last, 16) + 1):
            found[code] = chr(start + code - int(first, 16))
    return found


def unescaped(literal: bytes) -> bytes:
    def one(match: re.Match[bytes]) -> bytes:
        mark = match[1]
        return bytes([int(mark, 8)]) if mark.isdigit() else ESCAPES.get(mark, mark)

    return re.sub(rb"\\([0-7]{3}|.)", one, literal, flags=re.DOTALL)


def text_of(document: bytes) -> str:
    """All text in the order in which it is drawn; a page's parts follow each other without a break."""
    objects = objects_of(document)
    tables = {}
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", document):
        if unicode := re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)]):
            tables[name] = characters_of(stream_of(objects[int(unicode[1])]))
    text, table = "", {}
    for content in objects.values():
        drawn = stream_of(content) if b"stream" in content else b""
        if b" Tf" not in drawn:
            continue
        for font, literal in SHOWN.findall(drawn):
            if font:
                table = tables[font]
            elif literal:
                codes = unescaped(literal)
                text += "".join(table[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))
    return text
