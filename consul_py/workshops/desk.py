"""Everything at the desk for workshops, on one area."""

from __future__ import annotations

from consul_py.workshops import followup_views, parts_views, people_views, staff_views
from consul_py.workshops.desk_area import area

__all__ = ["area", "followup_views", "parts_views", "people_views", "staff_views"]
