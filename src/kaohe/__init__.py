"""Kaohe 考核 runs a target-responsibility appraisal, exactly and with reasons."""

__version__ = "0.1.0"
