"""What a person types: one small module per command."""
