"""Under which licences packages are that were not written here, by the policy of whoever uses them."""
