"""One file for each job type; a new file is all that a new type needs."""
