"""How the API reads requests and how many: what REST framework loads by name while its views load.

So nothing here may import those views (core.api does).
"""

from typing import Any

from django.core.cache import caches
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class Negotiation(DefaultContentNegotiation):
    """Who accepts nothing that there is gets it all the same: better read than refused."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: Any = None) -> Any:
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except exceptions.NotAcceptable:
            return renderers[0], renderers[0].media_type


class JsonParser(JSONParser):
    """JSON nested deeper than Python can read is no JSON to us."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise exceptions.ParseError from error


class AnonThrottle(AnonRateThrottle):
    """So many requests a minute of an address, counted by each process for itself.

    These limits keep the load down; nothing is guessed against them. On the cache in the database
    every request would pay six statements for them.
    """

    cache = caches["counts"]


class UserThrottle(UserRateThrottle):
    """The same for a person who is signed in or sends a token."""

    cache = caches["counts"]
