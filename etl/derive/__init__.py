"""What follows from the loaded tables, computed once: lineage, shapes, the ledger, search."""
