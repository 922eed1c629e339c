"""JavaScript: what npm, Yarn, pnpm and Bun write."""
