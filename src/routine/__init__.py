"""Plan one safe week of rolling, stretching and strengthening."""

__version__ = "0.1.0"
