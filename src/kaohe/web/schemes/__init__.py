"""An office's document becomes a scheme in versions: read, corrected clause by clause, checked, issued."""
