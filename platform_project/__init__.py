"""Wiring, and what no single room owns."""
