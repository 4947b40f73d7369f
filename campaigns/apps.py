from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Đợt triển khai"

    def ready(self) -> None:
        from campaigns import handling, rights  # noqa: PLC0415 - models are loaded only now
        from campaigns.services import succession  # noqa: PLC0415
        from records.files import register_owner  # noqa: PLC0415

        rights.register_acts()
        handling.register_books()
        register_owner(rights.sees_file)
        succession.register_counts()
