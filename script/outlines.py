"""Make the region map's outlines: mended, joined and simplified from the npm package's drawing.

    outlines.py            writes programme/portal/data/outlines.json, which is committed
    outlines.py --check    says whether the committed file is what this script makes

The source (@svg-maps/south-korea 2.0.0, CC BY 4.0) is a drawing of 17 divisions. Changed here, and
said so on the page: Incheon's islands (Ganghwa, Ongjin), drawn as Gyeonggi's, go to Incheon; Gwangju
and Jeollanam-do become the one city that they have been since 1 July 2026; Ulleungdo moves into an
inset, Dokdo, which the source lacks, is drawn beside it; Jeju comes nearer; small islets go; coasts
and borders are simplified. The result is schematic and no cadastral map.
"""

import itertools
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "@svg-maps" / "south-korea" / "south-korea.svg"
TARGET = ROOT / "programme" / "portal" / "data" / "outlines.json"

TOLERANCE = 1.0  # how far a simplified line may stray, in the source's units (the mainland is 390 wide)
SMALLEST = 5.0  # islands with less area, in square units, are left out
SCALE = 2  # whole numbers are written: half a unit of the source each
EAST_SEA = 500  # what lies further right is Ulleungdo
ISLAND_MOVES = (-200, 366)  # how far Ulleungdo moves to stand in the inset
DOKDO = ((375.0, 505.0, 1.8), (379.4, 504.0, 1.5))  # two islets, far larger than true: centre and half side
INSET = (296, 486, 106, 48)  # left, top, width, height
NAMED = {"ulleungdo": (326, 526), "dokdo": (377, 526)}  # the middles of their names below
CITY = 1600  # a region whose largest part has less area is drawn over its neighbours
JEJU_MOVES = (0, -38)  # nearer to the mainland, so that the picture is no taller than it must be
MARGIN = 4

# Our region's key → the source's ids.
DRAWN_AS = {
    "seoul": ["seoul"],
    "busan": ["busan"],
    "daegu": ["daegu"],
    "incheon": ["incheon"],
    "daejeon": ["daejeon"],
    "ulsan": ["ulsan"],
    "sejong": ["sejong"],
    "gyeonggi": ["gyeonggi"],
    "gangwon": ["gangwon"],
    "chungbuk": ["north-chungcheong"],
    "chungnam": ["south-chungcheong"],
    "jeonbuk": ["north-jeolla"],
    "gyeongbuk": ["north-gyeongsang"],
    "gyeongnam": ["south-gyeongsang"],
    "jeju": ["jeju"],
    "jeonnam-gwangju": ["south-jeolla", "gwangju"],
}

# Where a region's number stands, seen from the middle of its largest part: names must not meet.
MOVED_LABELS = {
    "incheon": (-18, 4),
    "gyeonggi": (16, 34),
    "gangwon": (4, 10),
    "chungbuk": (2, -16),
    "chungnam": (-14, 4),
    "sejong": (-4, -20),
    "daejeon": (14, -2),
    "gyeongbuk": (8, -16),
    "gyeongnam": (-6, -4),
    "ulsan": (2, -4),
    "busan": (8, 0),
    "jeonnam-gwangju": (14, -16),
    "jeonbuk": (2, -2),
}

Point = tuple[float, float]
Ring = list[Point]


def rings_of(path: str) -> Iterator[Ring]:
    """The closed lines of a path's `d`, in absolute points; the source only uses m and z."""
    x = y = 0.0
    for part in re.findall(r"m([^mz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+(?:e-?\d+)?", part)]
        ring: Ring = []
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        x, y = ring[0]
        yield ring


def area(ring: Ring) -> float:
    """Twice-signed sums halved: positive or negative by the direction of drawing."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


def centre(ring: Ring) -> Point:
    whole = area(ring)
    x = y = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return x / (6 * whole), y / (6 * whole)


def box(rings: Iterable[Ring]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def simplified(ring: Ring) -> Ring:
    """Ramer, Douglas and Peucker's: only the points without which the line would stray too far."""
    line = [*ring, ring[0]]
    kept = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        strays = [(_distance(line[k], line[first], line[last]), k) for k in range(first + 1, last)]
        if strays and max(strays)[0] > TOLERANCE:
            middle = max(strays)[1]
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    return [line[k] for k in sorted(kept)][:-1]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    length = (dx * dx + dy * dy) ** 0.5
    if not length:
        return ((x - x0) ** 2 + (y - y0) ** 2) ** 0.5
    return abs(dy * (x - x0) - dx * (y - y0)) / length


def mended(drawn: dict[str, list[Ring]]) -> dict[str, list[Ring]]:
    """Our regions' rings: borders of today, islands where they belong."""
    found = {key: [ring for name in names for ring in drawn[name]] for key, names in DRAWN_AS.items()}
    mainland = max(found["gyeonggi"], key=lambda ring: abs(area(ring)))
    found["incheon"] += [ring for ring in found["gyeonggi"] if ring is not mainland]
    found["gyeonggi"] = [mainland]
    # The city's ring and the hole that it fills coincide: without both, the border between them is gone.
    city = box(drawn["gwangju"])
    found["jeonnam-gwangju"] = [
        ring
        for ring in found["jeonnam-gwangju"]
        if max(abs(a - b) for a, b in zip(box([ring]), city, strict=True)) > 1
    ]
    found["gyeongbuk"] = [
        moved(ring, ISLAND_MOVES) if ring[0][0] > EAST_SEA else ring for ring in found["gyeongbuk"]
    ]
    found["jeju"] = [moved(ring, JEJU_MOVES) for ring in found["jeju"]]
    return found


def moved(ring: Ring, by: tuple[float, float]) -> Ring:
    return [(x + by[0], y + by[1]) for x, y in ring]


def islets() -> list[Ring]:
    return [
        [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
        for x, y, half in DOKDO
    ]


def written(ring: Ring) -> str:
    """A ring as the path that is sent: whole numbers, each point from the one before."""
    points = [(scaled(x), scaled(y)) for x, y in ring]
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in itertools.pairwise(points)]
    moves = " ".join(f"{dx} {dy}" for dx, dy in steps if dx or dy)
    return f"M{points[0][0]} {points[0][1]}l{moves}z".replace(" -", "-")


def scaled(value: float) -> int:
    return round(value * SCALE)


def outlines() -> dict[str, Any]:
    """What the file holds: each region's path and the middle of its largest part, for its number."""
    source = SOURCE.read_text(encoding="utf-8")
    drawn = {
        name: list(rings_of(path))
        for name, path in re.findall(r'id="([\w-]+)".*?\sd="([^"]+)"', source, re.S)
    }
    regions = {}
    inset_left, inset_top, width, height = INSET
    everything: list[Ring] = [[(inset_left, inset_top), (inset_left + width, inset_top + height)]]
    for key, rings in mended(drawn).items():
        kept = [simplified(ring) for ring in rings if abs(area(ring)) >= SMALLEST]
        largest = max(kept, key=lambda ring: abs(area(ring)))
        if key == "gyeongbuk":
            kept += islets()
        [(x, y)] = moved([centre(largest)], MOVED_LABELS.get(key, (0, 0)))
        everything += kept
        regions[key] = {
            "path": "".join(map(written, kept)),
            "x": scaled(x),
            "y": scaled(y),
            "small": abs(area(largest)) < CITY,
        }
    left, top, right, bottom = box(everything)
    return {
        "source": "@svg-maps/south-korea 2.0.0, by Victor Cazanave after MapSVG, CC BY 4.0",
        "changes": "borders of 1 July 2026, Incheon's islands, Ulleungdo in an inset with Dokdo added,"
        " Jeju moved nearer, islets left out, simplified",
        "view_box": [
            scaled(left - MARGIN), scaled(top - MARGIN),
            scaled(right - left + 2 * MARGIN), scaled(bottom - top + 2 * MARGIN),
        ],
        "inset": [scaled(value) for value in INSET],
        "islands": {name: [scaled(x), scaled(y)] for name, (x, y) in NAMED.items()},
        "regions": regions,
    }  # fmt: skip


def main(*arguments: str) -> None:
    made = json.dumps(outlines(), ensure_ascii=False, indent=1) + "\n"
    if "--check" in arguments:
        if made != TARGET.read_text(encoding="utf-8"):
            sys.exit("outlines: the committed file differs from what script/outlines.py makes")
        return
    TARGET.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
