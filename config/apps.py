"""What only the composition may know of the apps it puts together."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.module_loading import autodiscover_modules


class StaticFiles(StaticFilesConfig):
    """Static files without the engine's 49 MB of pages, which we never serve."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow", "node_modules"]


class Composition(AppConfig):
    """Home of the command that starts the whole (`serve`)."""

    name = "config"
    label = "composition"

    def ready(self) -> None:
        """Make the jobs known by name in every process, not in the worker alone: where jobs run in-process, the sender runs them.

        And give every form the words that Django has not translated.
        """
        autodiscover_modules("tasks")
        ProhibitNullCharactersValidator.message = "Có ký tự không dùng được; vui lòng xóa và gõ lại."
