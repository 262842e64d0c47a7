"""Scoring on a real Spark: its local mode, and a cluster of two worker processes of which some die."""
