"""Dates in the back office as the portal's pages write them (programme/core/display.py)."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y. n. j."
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y. n. j. H:i"
YEAR_MONTH_FORMAT = "Y. n."
MONTH_DAY_FORMAT = "n. j."
TIME_FORMAT = "H:i"
