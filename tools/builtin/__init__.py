"""A folder for each category, a file for each tool; a new file is all that a new tool needs."""
