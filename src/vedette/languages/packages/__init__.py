"""How files tell of packages: a folder for each family of formats, found by looking."""
