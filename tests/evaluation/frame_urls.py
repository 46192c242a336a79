"""The portal's addresses, and the one of tours that the frame of every page links to."""

from lighthouse.urls import urlpatterns as portal
from tests.accounts.frame_urls import names

urlpatterns = [names("tours", "find"), *portal]
