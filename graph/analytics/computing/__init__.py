"""What runs in a process of its own, which can be ended at any moment. Nothing in here imports Django."""
