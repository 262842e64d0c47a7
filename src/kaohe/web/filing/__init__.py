"""Targets that are set, figures that are reported, and the evidence that goes with them."""
