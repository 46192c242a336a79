"""Every rule that writes lighthouse factories."""

from .found import found_factory
from .load import load_history

__all__ = ["found_factory", "load_history"]
