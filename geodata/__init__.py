"""The ground floor: what a place, a pairing and a visit is; the store; every figure.

Imports neither ``etl`` nor ``dashboard``.
"""
