"""identity: is a secret needed at all?"""
