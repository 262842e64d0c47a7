"""What templates about schemes say in one word."""
