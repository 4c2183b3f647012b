"""Benchmarks: ratios against a named partner, both measured in one run."""
