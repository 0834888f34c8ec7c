"""What is said of the nouns: each module reads conditions of one kind."""
