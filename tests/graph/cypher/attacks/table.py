"""The shape of the tables."""

Attack = tuple[str, str, str]
