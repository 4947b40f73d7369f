"""What people say of a draft while it is written: `parts` of the directive's page, and the acts of `acting`."""
