"""What pages of units and people are asked for and told."""
