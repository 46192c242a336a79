"""The back office: one site for ministry and specialised body."""

from .home import work_queue
from .navigation import STAGES, navigation
from .site import BackOffice

__all__ = ["STAGES", "BackOffice", "navigation", "work_queue"]
