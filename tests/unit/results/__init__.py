"""From scores to a result."""
