"""keyvault: will the reference resolve, today and after rotation?"""
