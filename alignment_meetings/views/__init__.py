"""What a visitor can ask about meetings, by noun."""
