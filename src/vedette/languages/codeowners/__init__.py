"""CODEOWNERS, read as GitHub and as GitLab document it."""
