"""What spans rooms: maintenance, cleanup, the schedule's own work, the databases seen as a whole."""
