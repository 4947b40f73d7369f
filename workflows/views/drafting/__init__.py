"""From a file or an empty page to a draft: the text on one side, its tasks on the other; units that are unsure are asked, never guessed.

`beginning` makes a draft, `page` is where it is worked on at its `desk`: its `names` looked up, its words marked (`marks`), its text in an
editor (`body`), its forms turned into what the services keep (`content`), each table on a page of its own (`table`); `versions` are what
it was before.
"""

from workflows.views.drafting.beginning import issuers_for, new_directive
from workflows.views.drafting.page import bases_found, draft
from workflows.views.drafting.table import draft_table
from workflows.views.drafting.versions import restore, versions

__all__ = ["bases_found", "draft", "draft_table", "issuers_for", "new_directive", "restore", "versions"]
