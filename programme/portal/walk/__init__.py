"""A demonstration round, played through the services only.

Everything here is invented and belongs to a programme of its own; nothing is inserted as a finished
row, so that the walk shows what the portal does and fails where the portal would refuse.
"""
