"""Figures that open into their rows, over one clock; layers, rankings and changes of them."""
