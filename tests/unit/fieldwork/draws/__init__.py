"""Draws of sample points."""
