"""How areas and units are found by a name as written: derived rows, made anew by `services.refresh_names` from versions and areas."""

from django.db import models

from org_hierarchy.models.units import Area, OrgUnit

KEY = 600  # characters; longer names are compared by their beginning


class AreaName(models.Model):
    """An area's type and its own name in atoms (`names.words`): "Quận 10" is "Quận" and "10"."""

    area = models.OneToOneField(Area, primary_key=True, on_delete=models.CASCADE, related_name="spelling")
    type = models.CharField(max_length=20, blank=True)
    key = models.CharField(max_length=KEY)
    skeleton = models.CharField(max_length=KEY)
    ends = models.CharField(max_length=KEY)
    loose = models.CharField(max_length=KEY)

    class Meta:
        indexes = [models.Index(fields=[field], name=f"area_name_{field}") for field in ("key", "skeleton", "ends", "loose")]


class UnitName(models.Model):
    """One way to call a unit in one area on some days: its name or short name, whole or without the area at its end.

    A unit that serves several areas has each name once per area; one without areas stands where its superior does (area null: nowhere).
    """

    unit = models.ForeignKey(OrgUnit, on_delete=models.CASCADE, related_name="spellings")
    area = models.ForeignKey(Area, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=KEY, help_text="The atoms of the name.")
    skeleton = models.CharField(max_length=KEY, help_text="The first letters of the atoms, for abbreviations and slips.")
    ends = models.CharField(max_length=KEY, help_text="The last letters of the atoms, for slips.")
    loose = models.CharField(max_length=KEY, help_text="Without marks, spaces and what a scan mixes up.")
    is_whole = models.BooleanField(help_text="Nothing was cut from it.")
    is_placed = models.BooleanField(help_text="It says its area itself.")
    has_initials = models.BooleanField(help_text="It holds an abbreviation that any word may answer to.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=[field, "is_whole", "area"], name=f"unit_name_{field}") for field in ("key", "skeleton", "ends", "loose")
        ]


class NameDue(models.Model):
    """A unit whose names are still to be written anew: a decision touches more of them than it can wait for."""

    unit = models.OneToOneField(OrgUnit, primary_key=True, on_delete=models.CASCADE, related_name="+")
