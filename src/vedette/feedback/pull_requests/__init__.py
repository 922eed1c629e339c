"""One comment on a pull or merge request: found again by whoever wrote it, updated and never doubled."""
