"""The back office: one site for ministry and specialised body."""

from .dashboard import dashboard
from .navigation import STAGES, navigation
from .site import BackOffice

__all__ = ["STAGES", "BackOffice", "dashboard", "navigation"]
