"""Python: its syntax lowered to forms, its imports, and catalogues of its libraries."""
