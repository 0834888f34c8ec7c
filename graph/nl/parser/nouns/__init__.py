"""The nouns of a question: which nodes they speak of, whose conditions are whose, how they hang together."""
