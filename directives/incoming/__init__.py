"""Documents that came to a unit: who sees them and may act on them, by when, which are the same, and what is written of them.

`queries` and `limits` answer, `rights` decides, `note` and `own_draft` turn the rows into a phiếu and into a draft of one's own. What
changes them stands in `directives.services.incoming`.
"""
