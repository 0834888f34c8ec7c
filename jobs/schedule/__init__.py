"""What happens at set times: beat's ticks, each of which is done once and keeps a record."""
