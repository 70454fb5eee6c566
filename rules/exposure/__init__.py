"""exposure: is it readable by those who must not?"""
