"""``python -m etl.cli`` is ``guatu``."""

from etl.cli import main

main()
