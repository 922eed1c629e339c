"""Readers of jvm: pom, Gradle's lock files, catalogues and scripts."""
