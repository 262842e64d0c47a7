"""Scores as the library computes them, kept for as long as nothing changed, published with a receipt; the papers."""
