"""Records of draws, kept byte for byte: what was drawn once must come out for ever."""
