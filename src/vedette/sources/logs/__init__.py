"""Logs as they are written: files through rotation, compressed history, pipes, syslog and HTTP."""
