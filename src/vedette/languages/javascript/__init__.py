"""JavaScript and TypeScript: their form, and where their imports lead."""
