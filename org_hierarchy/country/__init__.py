"""The country: areas of every level on the maps before and after 1/7/2025, with their committees and social-insurance offices."""

from org_hierarchy.country.counts import doubts
from org_hierarchy.country.loading import Loaded, Settled, load, settle
from org_hierarchy.country.offices import Office, Stage, offices
from org_hierarchy.country.places import COMMUNES_MERGED, FIRST_DAY, TWO_LEVELS, Atlas, Place, atlas
from org_hierarchy.country.wording import in_text, place_name, split_type

__all__ = [
    "COMMUNES_MERGED",
    "FIRST_DAY",
    "TWO_LEVELS",
    "Atlas",
    "Loaded",
    "Office",
    "Place",
    "Settled",
    "Stage",
    "atlas",
    "doubts",
    "in_text",
    "load",
    "offices",
    "place_name",
    "settle",
    "split_type",
]
