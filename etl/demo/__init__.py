"""The fictional city: a complete, clean city folder made from a seed, for trying and testing."""

from etl.demo.generate import write

__all__ = ["write"]
