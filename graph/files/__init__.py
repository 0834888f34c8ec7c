"""Files of a tenant: what people upload and jobs write, kept on disk, with a row that says what each is."""
