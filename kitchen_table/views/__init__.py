"""Pages of the table, by noun: table, cards, what is said with them, the four steps, earlier."""
