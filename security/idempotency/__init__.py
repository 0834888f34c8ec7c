"""Where the first answers to requests with an ``Idempotency-Key`` are kept."""
