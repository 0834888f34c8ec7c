"""What makes a reading doubtful, and what is asked back."""
