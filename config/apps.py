"""What only the composition may know of the apps it puts together."""

from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class StaticFiles(StaticFilesConfig):
    """Static files without the engine's 49 MB of pages, which we never serve."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "viewflow", "node_modules"]


class Composition(AppConfig):
    """Home of the commands that start the whole (`serve`)."""

    name = "config"
    label = "composition"
