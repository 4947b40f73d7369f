from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = "Đợt triển khai"

    def ready(self) -> None:
        from campaigns import rights  # noqa: PLC0415 - models are loaded only now
        from records.files import register_owner  # noqa: PLC0415

        rights.register_acts()
        register_owner(rights.sees_file)
