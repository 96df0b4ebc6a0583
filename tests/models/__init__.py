"""Tests of model engines on tiny pipelines with random weights; they need PyTorch."""
