"""Every rule that writes programmes and calls."""

from .load import load_programme, published_rounds

__all__ = ["load_programme", "published_rounds"]
