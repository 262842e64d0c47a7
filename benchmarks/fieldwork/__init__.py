"""Benchmarks of fieldwork and tasks."""
