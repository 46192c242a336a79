"""Every rule that writes lighthouse factories."""

from .found import found_factory
from .leave import decline_selection, terminate_factory
from .load import load_history

__all__ = ["decline_selection", "found_factory", "load_history", "terminate_factory"]
