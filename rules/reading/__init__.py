"""reading: could the file be read at all?"""
