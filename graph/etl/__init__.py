"""Graphs in and out: read from files of any format, loaded, checked, written again."""
