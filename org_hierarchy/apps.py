from django.apps import AppConfig


class OrgHierarchyConfig(AppConfig):
    name = "org_hierarchy"
    verbose_name = "Tổ chức, đơn vị"

    def ready(self) -> None:
        from org_hierarchy import rights  # noqa: PLC0415 - models are loaded only now
        from org_hierarchy.models import OrgUnit  # noqa: PLC0415

        rights.register("unit.view", OrgUnit, rights.any_person)
