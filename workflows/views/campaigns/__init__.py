"""What is done on a campaign's page, theme by theme; the page itself is `campaigns.views`."""
