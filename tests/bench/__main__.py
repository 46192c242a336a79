"""The benchmarks: python -m tests.bench tours|public|lists (script/bench)."""

import argparse
import os

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django

django.setup()


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench", description="Writes docs/bench-<name>.md.")
    kinds = parser.add_subparsers(dest="kind", required=True)
    tours = kinds.add_parser("tours", help="booking, beside stock Django and a plain DRF POST")
    tours.add_argument("--flows", type=int, default=96, help="in a block")
    tours.add_argument("--blocks", type=int, default=4, help="of each, in turn")
    public = kinds.add_parser("public", help="visitors of the public pages")
    public.add_argument("--seconds", type=int, default=600)
    public.add_argument("--rate", type=float, default=50, help="pages a second")
    options = vars(parser.parse_args())
    kind = options.pop("kind")
    if kind == "tours":
        from .tours import main as run
    else:
        from .public import main as run
    run(**options)


main()
