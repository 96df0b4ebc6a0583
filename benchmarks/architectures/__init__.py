"""Architectures of models at their real size, with random weights, for benchmarks/gpu.py."""
