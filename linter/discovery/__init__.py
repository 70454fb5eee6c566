"""The first step, paths → sources: which files count, and what each of them is."""
