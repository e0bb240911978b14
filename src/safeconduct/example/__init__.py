"""Example cases: whole case folders of synthetic people, to learn on, to test with and to measure.

``make_case`` writes one; everything else serves it. ``population`` draws the people, ``spelling`` and ``slips`` write
them as two offices would, ``lists`` and ``cells`` lay out the four lists, ``decisions`` are the reviewers', ``world``
makes places, dangers, vehicles and staff. The name tables here are the example's own: the matcher has others.
"""

from safeconduct.example.make import Made, make_case
from safeconduct.example.world import site_ids, world

__all__ = ["Made", "make_case", "site_ids", "world"]
