"""The browser of the tests: any Chromium on PATH or in CHROMIUM; Debian's package where it may be installed.

    browser.py     say where it is, installing it when it is missing and this is Debian's root

Runs on a bare Python: only the standard library here.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGE = "chromium"  # without its recommendations: the pages bring their own fonts
MISSING = (
    "no Chromium for the tests in a browser: "
    "install it (Debian: apt install chromium) or name one in CHROMIUM"
)


def find_chromium() -> str | None:
    """The path of a browser to drive."""
    if named := os.environ.get("CHROMIUM"):
        return shutil.which(named)
    return next(filter(None, map(shutil.which, NAMES)), None)


def flags() -> list[str]:
    """No call home, no display; root has no sandbox to be put into."""
    return [
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]


def run(*command: str) -> bool:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    if done.returncode:
        print(done.stdout[-1500:].rstrip(), file=sys.stderr)
    return done.returncode == 0


def install() -> bool:
    """Debian's package, where this is its root; False when that cannot be."""
    if os.geteuid() != 0 or not shutil.which("apt-get") or os.environ.get("CHROMIUM"):
        return False
    print(f"setup: installing Debian's {PACKAGE}", flush=True)
    apt: Sequence[str] = ("apt-get", "-q", "-y")
    return run(*apt, "update") and run(*apt, "install", "--no-install-recommends", PACKAGE)


def main() -> None:
    if not find_chromium() and not (install() and find_chromium()):
        sys.exit(f"setup: {MISSING}")


if __name__ == "__main__":
    main()
