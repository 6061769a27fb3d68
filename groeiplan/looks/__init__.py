"""The journal read back to those it concerns: which entries, page by page, folded, in words."""
