"""One file for each kind of thing that is cleaned up; a new file is all that a new kind needs."""
