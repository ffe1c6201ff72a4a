"""Municipalities of the district: name, official key (AGS) and centre.

The lowest domain: people say where they live, staff may work for one of them, proposals lie in one.
"""
