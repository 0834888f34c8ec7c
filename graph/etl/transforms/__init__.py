"""Change what a graph holds by declared steps: each record on its own, all of them or none."""
