"""What every list of the back office offers beside its rows: saved views, and the rows as a file.

On the level of the site, because it needs the lists (core), the people's views (accounts) and the log
of accesses (privacy) together.
"""
