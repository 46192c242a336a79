"""A timeline tells what was done; a button says what to do."""

from django.utils.translation import override

from programme.core.moves import all_moves, event_name

APPS = {"calls", "factories", "funding", "tours"}


def test_a_step_reads_as_done_once_it_is() -> None:
    with override("en"):
        commands = {
            move.event_verb
            for move in all_moves()
            if move.event_verb.split(".")[0] in APPS and str(event_name(move.event_verb)) == str(move.label)
        }
    assert commands == set()
