"""value: is it the right string?"""
