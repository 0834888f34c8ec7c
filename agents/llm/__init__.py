"""Language models: one file for each adapter."""
