"""Identifiers that may be shown: random, unguessable, easy to read aloud."""

import secrets

# Crockford's base 32 without i, l, o, u: no letter is mistaken for a digit.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 12  # 60 bits


def new_public_id() -> str:
    """A random identifier for addresses; never derived from a primary key."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
