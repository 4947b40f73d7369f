from django.apps import AppConfig


class WorkflowsConfig(AppConfig):
    name = "workflows"
    verbose_name = "Quy trình"

    def ready(self) -> None:
        from records.jobs import register_overseer  # noqa: PLC0415 - models are loaded only now
        from workflows import heirs, incoming_intake, intake, steps  # noqa: PLC0415

        heirs.register_acts()
        register_overseer(steps.may_oversee, *steps.OVERSEEN)
        register_overseer(intake.may_oversee, intake.KIND)
        register_overseer(incoming_intake.may_oversee, incoming_intake.KIND)
