"""The portal's addresses, and those that only the frame of a page links to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from lighthouse.urls import urlpatterns as portal


def elsewhere(request: HttpRequest) -> HttpResponse:
    return HttpResponse("another page")


def names(namespace: str, *pages: str) -> object:
    here = [path(f"elsewhere/{namespace}/{page}/", elsewhere, name=page) for page in pages]
    return path("", include((here, namespace)))


urlpatterns = [
    names("tours", "find"),
    *portal,
]
