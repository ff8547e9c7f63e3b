"""What members send: contracts, readers, checks, receipts."""
