"""Figures of a tenant's whole graph: who is central, what belongs together, which way leads where."""
