"""The pages of the process: inbox, drafting, each step of a directive and of an assignment."""
