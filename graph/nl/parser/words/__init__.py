"""What the words of a question can mean in one graph."""
