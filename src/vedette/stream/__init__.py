"""The endless run: logs in, few and explained alerts out, nothing lost by a restart."""
