from django.apps import AppConfig


class OrgHierarchyConfig(AppConfig):
    name = "org_hierarchy"
    verbose_name = "Tổ chức, đơn vị"

    def ready(self) -> None:
        from org_hierarchy import importing, rights, sight  # noqa: PLC0415 - models are loaded only now
        from org_hierarchy.models import OrgUnit, Person, Post  # noqa: PLC0415
        from records.files import register_owner  # noqa: PLC0415
        from records.jobs import register_overseer  # noqa: PLC0415

        rights.register("unit.view", OrgUnit, rights.any_person, "Xem đơn vị")
        rights.register("unit.administer", OrgUnit, rights.administering, "Quản trị đơn vị")
        sight.register_sight(OrgUnit, sight.everybody, view="unit.view", opens="unit.view")
        rights.register("person.keep", Person, rights.keeping)
        rights.register("person.control", Person, rights.controlling_account)
        rights.register("post.fill", Post, rights.filling)
        rights.register("calendar.edit", OrgUnit, rights.editing_calendar)
        register_owner(importing.sees_file)
        register_overseer(importing.may_oversee, importing.KIND)
