"""受付. Owns raw messages, proposals, receipts, the holding box and the proposer's page."""
