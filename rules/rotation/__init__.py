"""rotation: will every instance see the new secret?"""
