"""Files in, tables out: readers, layouts of survey tools, and guesses about columns that are stated, never silent."""
