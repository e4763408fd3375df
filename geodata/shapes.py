"""stub"""
import duckdb


def build(connection: duckdb.DuckDBPyConnection) -> None:
    """Stub."""
