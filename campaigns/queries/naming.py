"""Whom the text of a campaign asks for work by names that no unit answers to."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from campaigns.models import Campaign, CampaignTask
from directives.models import DutyParty


def nameless(campaign: Campaign) -> list[str]:
    """The phrases that no unit answers to and that work is asked of, each once, in the order of the text: somebody can still say who is
    meant. One query, none where every name is known."""
    if not campaign.unresolved:
        return []
    tasks = CampaignTask.objects.filter(campaign=campaign)
    asked = set(_asked(tasks, [row["phrase"] for row in campaign.unresolved]).values_list("phrase", "duty__section"))
    return list(dict.fromkeys(row["phrase"] for row in campaign.unresolved if (row["phrase"], row["section"]) in asked))


def tasks_naming(campaign: Campaign, phrase: str, *, among: Collection[CampaignTask]) -> list[CampaignTask]:
    """Those of these tasks that the text asks of whom it calls so, as far as nobody has said yet who that is. One query."""
    duties = set(_asked([task.pk for task in among], [phrase]).values_list("duty", flat=True))
    open_in = {row["section"] for row in campaign.unresolved if row["phrase"] == phrase}
    return [task for task in among if task.duty_id in duties and task.section in open_in]


def unresolved_without(campaign: Campaign, phrase: str, *, in_tasks: Collection[CampaignTask]) -> list[dict[str, str]]:
    """What is still unresolved of the campaign once these tasks have gone to whom the phrase means: all but the phrase, and that where
    another task asks work of it, as one of a phase to come. One query."""
    others = CampaignTask.objects.filter(campaign=campaign).exclude(pk__in=[task.pk for task in in_tasks])
    left = set(_asked(others, [phrase]).values_list("duty__section", flat=True))
    return [row for row in campaign.unresolved if row["phrase"] != phrase or row["section"] in left]


def _asked(tasks: Any, phrases: Collection[str]) -> QuerySet[DutyParty]:
    """Where one of these tasks asks work of one of these phrases."""
    return DutyParty.objects.filter(duty__campaign_task__in=tasks, part=DutyParty.Part.RESPONSIBLE, phrase__in=phrases)
