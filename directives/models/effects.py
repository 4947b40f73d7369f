"""What one directive does to another after both are issued; nothing is ever deleted."""

from django.db import models

from directives.models.directive import Directive

_ABOVE_OTHERS = (Directive.Kind.QD, Directive.Kind.NQ)


class Effect(models.Model):
    """Hiệu lực đối với văn bản khác: this document replaces, amends, corrects or recalls that one, from the moment that it is issued.

    An error of content is amended or replaced by a document of equal form; one of form or procedure is corrected by a công văn
    (NĐ 30/2020, Điều 18).
    """

    class Kind(models.TextChoices):
        REPLACES = "replaces", "Thay thế"
        AMENDS = "amends", "Sửa đổi, bổ sung"
        CORRECTS = "corrects", "Đính chính"
        RECALLS = "recalls", "Thu hồi"

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="effects")
    target = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="affected_by")
    kind = models.CharField("hiệu lực", max_length=8, choices=Kind)
    applied_at = models.DateTimeField(null=True, help_text="When the directive was issued; null while it is drafted.")

    class Meta:
        verbose_name = "hiệu lực đối với văn bản khác"
        constraints = [
            models.UniqueConstraint(fields=["directive", "target"], name="effect_once"),
            models.CheckConstraint(condition=~models.Q(directive=models.F("target")), name="effect_on_another"),
        ]

    @property
    def doubt(self) -> str:
        """Why the form of the document may not do for what it does; blank where it does.

        What is amended or replaced is so by a document of equal form (NĐ 30/2020, Điều 18); a decision or a resolution of the same agency
        is taken to stand above its other documents. Whether a form is equal in law is for people to say, so this is only told.
        """
        if self.kind not in {self.Kind.REPLACES, self.Kind.AMENDS} or self.directive.kind in {self.target.kind, *_ABOVE_OTHERS}:
            return ""
        own, other = self.directive.get_kind_display().lower(), self.target.get_kind_display().lower()
        act = f"{self.get_kind_display()} {other} bằng {own}"
        fit = " hoặc ".join(dict.fromkeys([other, "quyết định"]))
        return f"{act} là không cùng hình thức; hãy dùng {fit} (NĐ 30/2020, Điều 18)."
