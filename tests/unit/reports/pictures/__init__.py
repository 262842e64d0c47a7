"""The pictures: what they show, that it fits, that it is safe, and that it looks as it did."""
