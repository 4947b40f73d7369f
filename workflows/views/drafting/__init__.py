"""From a file or an empty page to a draft: the text on one side, its tasks on the other; units that are unsure are asked, never guessed.

`beginning` makes a draft, `page` is the desk where it is worked on: its `names` looked up, its words marked (`marks`), its forms turned
into what the services keep (`content`); `versions` are what it was before.
"""

from workflows.views.drafting.beginning import issuers_for, new_directive
from workflows.views.drafting.page import bases_found, draft
from workflows.views.drafting.versions import restore, versions

__all__ = ["bases_found", "draft", "issuers_for", "new_directive", "restore", "versions"]
