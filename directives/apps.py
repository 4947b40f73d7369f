from django.apps import AppConfig


class DirectivesConfig(AppConfig):
    name = "directives"
    verbose_name = "Văn bản chỉ đạo"

    def ready(self) -> None:
        from directives import paper_rights, queries, rights, services, sights  # noqa: PLC0415 - models are loaded only now
        from directives.books import printing  # noqa: PLC0415
        from directives.incoming import rights as incoming_rights  # noqa: PLC0415
        from directives.models import CaseFile, Directive, IncomingDocument  # noqa: PLC0415
        from directives.services import succession  # noqa: PLC0415
        from org_hierarchy import rights as org_rights  # noqa: PLC0415
        from org_hierarchy import sight  # noqa: PLC0415
        from records.files import register_owner  # noqa: PLC0415
        from records.jobs import register_overseer  # noqa: PLC0415

        rights.register_acts()
        paper_rights.register_acts()
        org_rights.register_reach(queries.issuers_by_exception)
        exceptions = sight.Exceptions(
            "directive.grant_view", queries.exceptions_of, services.grant_view, services.withdraw_view, services.DirectiveError
        )
        sight.register_sight(Directive, sights.sights, view="directive.view", opens="directive.view_drafting", exceptions=exceptions)
        sight.register_sight(CaseFile, paper_rights.case_file_sights, view="case_file.view", opens="case_file.view")
        register_owner(rights.sees_file)
        register_overseer(printing.may_oversee, printing.KIND)
        incoming_rights.register_acts()
        succession.register_counts()
        register_owner(incoming_rights.sees_file)
        sight.register_sight(IncomingDocument, incoming_rights.sights, view="incoming.view", opens="incoming.view")
