"""Deterministic data of the sample domain, and how it gets into a graph."""

from graph.sample.generator import LEAST_NODES, generate, stream
from graph.sample.loader import AnotherSampleLoaded, LoadReport, load_graph, load_sample
from graph.sample.model import Sample, SampleNode, SampleRelationship, Size

__all__ = [
    "LEAST_NODES",
    "AnotherSampleLoaded",
    "LoadReport",
    "Sample",
    "SampleNode",
    "SampleRelationship",
    "Size",
    "generate",
    "load_graph",
    "load_sample",
    "stream",
]
