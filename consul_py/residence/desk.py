"""Everything at the desk for residence, on one area."""

from __future__ import annotations

from consul_py.residence import extract_staff_views, letter_staff_views, staff_views
from consul_py.residence.desk_area import area

__all__ = ["area", "extract_staff_views", "letter_staff_views", "staff_views"]
