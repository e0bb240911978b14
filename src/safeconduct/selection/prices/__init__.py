"""Prices that balance what the clauses bind: an optimum that needs no search, and among equals the one drawn."""
