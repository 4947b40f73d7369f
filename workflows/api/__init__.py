"""Work through the API: what waits for me, what my units owe, and the acts on one assignment, each through the same step as its page."""

from ninja import Router

from workflows.api import assignments, waiting

router = Router()
router.add_router("", waiting.router)
router.add_router("", assignments.router)

__all__ = ["router"]
