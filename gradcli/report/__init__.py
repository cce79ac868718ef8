"""A Report to text: one file per --format, each with write(report) -> str."""
