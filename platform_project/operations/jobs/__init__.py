"""Job types that span rooms, one file each."""
