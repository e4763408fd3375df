"""From a city folder to a published snapshot, and the command line ``guatu``."""
