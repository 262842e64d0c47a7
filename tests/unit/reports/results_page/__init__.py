"""The page of results: what stands in it, that it is safe, that it holds many units."""
