from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "records"

    def ready(self) -> None:
        from records.files import register_owner  # noqa: PLC0415 - models are loaded only now
        from records.jobs import sees_result  # noqa: PLC0415

        register_owner(sees_result)
