"""Tables behind a document."""

from django.db import models

from directives.models.directive import Directive


class AppendixTable(models.Model):
    """Phụ lục: a table that goes with the document, written by the system from its rows; frozen with the text at signature.

    Whoever `units` names is sent the document: "các cơ quan, đơn vị có tên tại Phụ lục".
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="appendix_tables")
    position = models.PositiveIntegerField()
    title = models.CharField("tên phụ lục", max_length=300)
    landscape = models.BooleanField("khổ ngang", default=False)
    table = models.JSONField(help_text="directives.writing.facts.Table, as directives.freezing keeps it.")
    units = models.JSONField(default=list, help_text="Ids of the units that it names.")

    class Meta:
        verbose_name = "phụ lục"
        constraints = [models.UniqueConstraint(fields=["directive", "position"], name="appendix_table_order")]
