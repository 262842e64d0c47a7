"""The people who use the system, what they are charged with, and the organisations they do it for."""
