"""What people fill in → clean values, by noun. Saving is the actions' work."""
