"""What the machine has to do for a campaign, and is doing."""

from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from campaigns.models import Campaign, CampaignTask
from campaigns.queries.lists import slim
from records.models import Job


def tasks_opening(today: date) -> QuerySet[CampaignTask]:
    """The tasks of open campaigns whose first day has come and whose delivery was not ordered yet; with campaign and directive. One query.

    Whether any unit has it was asked before: a unit that the issuer added early in the morning kept all others waiting for good.
    """
    key = Concat(Value("deliver:"), Cast("campaign__directive", CharField()), Value(":"), Cast("opens_date", CharField()))
    due = CampaignTask.objects.filter(opens_date__lte=today, campaign__status=Campaign.Status.OPEN).annotate(delivery=key)
    due = due.filter(~Exists(Job.objects.filter(key=OuterRef("delivery"))))
    return slim(due.select_related("campaign__directive"), "campaign").order_by("campaign", "position")


def jobs_of(campaign: Campaign) -> list[Job]:
    """The jobs that give out the assignments and write the report of this campaign, while they are not done. One query.

    Found by their keys, which `workflows.steps` gives: "deliver:<directive>", with the first day of a later phase behind it,
    "consolidated_report:<campaign>", and "group_act:<campaign>:" for what is done to many units.
    """
    keys = [f"deliver:{campaign.directive_id}", f"consolidated_report:{campaign.pk}"]
    mine = Q(key__in=keys) | Q(key__startswith=f"deliver:{campaign.directive_id}:") | Q(key__startswith=f"group_act:{campaign.pk}:")
    return list(Job.objects.filter(mine).exclude(status=Job.Status.DONE).select_related("result").order_by("pk"))
