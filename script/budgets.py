"""Write the table of page weights from what the tests in a browser measured (script/proof).

budgets.py FOLDER TABLE     FOLDER holds lines of JSON, one per page and look
"""

import json
import platform
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from script.browser import find_chromium

HEAD = """# What a first view of each page weighs

Written by `script/proof`; do not edit. Measured on {day} with {chromium} on {machine}:
{pages} pages, a round of demonstration data behind them. The worst of each page's looks stands here;
looked at: {looks}.

How: the portal as `script/run` serves it (production's settings, compressed static files, one server
process on the same machine), nothing in the browser's cache, each page opened by the first person
who may read it. Bytes are what the network carried, headers included, without the tab's icon. Script
is the compressed size of all scripts. Shift is the sum of all layout shifts until the fonts stood.
The back office has no budget.

| page | requests (≤ 20) | KB (≤ 200) | script KB (≤ 25) | nodes (≤ 800) | shift (≤ 0.02) |
|---|---|---|---|---|---|
"""


def rows(folder: Path) -> list[dict[str, float | str]]:
    return [json.loads(line) for file in folder.glob("weights-*") for line in file.read_text().splitlines()]


def table(measured: list[dict[str, float | str]]) -> str:
    worst: dict[str, dict[str, float]] = {}
    for row in measured:
        page = worst.setdefault(str(row["page"]), {})
        for key in ("requests", "bytes", "script", "nodes", "shift"):
            page[key] = max(page.get(key, 0), float(row[key]))
    return "".join(
        f"| `{name}` | {page['requests']:.0f} | {page['bytes'] / 1000:.0f} | {page['script'] / 1000:.1f} "
        f"| {page['nodes']:.0f} | {page['shift']:.3f} |\n"
        for name, page in sorted(worst.items())
    )


def main(folder: str, target: str) -> None:
    measured = rows(Path(folder))
    if not measured:
        sys.exit(f"budgets: nothing was measured in {folder}")
    version = subprocess.run([find_chromium() or "", "--version"], capture_output=True, text=True).stdout
    head = HEAD.format(
        day=datetime.now(ZoneInfo("Asia/Seoul")).date(),
        chromium=" ".join(version.split()[:2]),
        machine=f"{platform.system()} {platform.machine()}",
        pages=len({row["page"] for row in measured}),
        looks=", ".join(sorted({str(row["look"]) for row in measured})),
    )
    Path(target).write_text(head + table(measured))


if __name__ == "__main__":
    main(*sys.argv[1:])
