"""What the tests of people share: somebody new, what somebody's inbox holds, and whether rights are what the rows say."""

from datetime import date

from org_hierarchy.models import Person
from org_hierarchy.services import grant_differences


def newcomer(name: str = "moi") -> Person:
    return Person.objects.create(username=name, full_name="Người Mới")


def agree(today: date) -> bool:
    return grant_differences(today=today) == []
