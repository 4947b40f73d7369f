from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Đợt triển khai"

    def ready(self) -> None:
        from campaigns import handling, queries, rights  # noqa: PLC0415 - models are loaded only now
        from org_hierarchy.work import register_open_work  # noqa: PLC0415
        from records.files import register_owner  # noqa: PLC0415

        rights.register_acts()
        handling.register_books()
        register_owner(rights.sees_file)
        register_open_work("việc được giao chưa xong", queries.open_in)
        register_open_work("việc có báo cáo do đơn vị này duyệt", queries.reviewed_by)
