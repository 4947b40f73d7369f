"""Unit names as written → a unit, a group, or candidates: `Directory(context, on=day).resolve(phrase)`, `members(group, on=day)`."""

from org_hierarchy.names.answers import Candidate, Resolution
from org_hierarchy.names.directory import Directory
from org_hierarchy.names.group import Clause, Group, members

__all__ = ["Candidate", "Clause", "Directory", "Group", "Resolution", "members"]
