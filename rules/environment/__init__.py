"""environment: does the secret belong to this app here?"""
