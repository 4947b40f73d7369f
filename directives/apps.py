from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "directives"
    verbose_name = "Văn bản chỉ đạo"

    def ready(self) -> None:
        from directives import rights  # noqa: PLC0415 - models are loaded only now
        from records.files import register_owner  # noqa: PLC0415

        rights.register_acts()
        register_owner(rights.sees_file)
