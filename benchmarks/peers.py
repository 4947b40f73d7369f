"""The tables of the tree's peers: the same columns as a unit, with what each way needs to know its place."""

from django.db import models
from mptt.models import MPTTModel, TreeForeignKey
from treebeard.mp_tree import MP_Node

from org_hierarchy.models import PathField


class UnitColumns(models.Model):
    """What every row carries beside its place."""

    code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    line = models.CharField(max_length=10)
    level_name = models.CharField(max_length=10)
    regime = models.CharField(max_length=10)
    symbol = models.CharField(max_length=30)
    place = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=330)
    sort_name = models.CharField(max_length=1000)
    address = models.CharField(max_length=200)
    contact = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        abstract = True


class PlainUnit(UnitColumns):
    """The limit: a row says by a foreign key which province it belongs to."""

    province = models.ForeignKey("self", null=True, on_delete=models.CASCADE)

    class Meta:
        app_label = "benchmarks"


class TreebeardUnit(UnitColumns, MP_Node):
    """django-treebeard's materialised path.

    Compared byte by byte like ours: with the database's own collation PostgreSQL finds the subtree by one index and must then sort all of
    it for one page, fifty times as slow.
    """

    path = PathField(max_length=255, unique=True)

    class Meta:
        app_label = "benchmarks"


class MpttUnit(UnitColumns, MPTTModel):
    """django-mptt's nested sets."""

    parent = TreeForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")

    class Meta:
        app_label = "benchmarks"
