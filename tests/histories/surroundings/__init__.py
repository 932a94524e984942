"""What the projects' own commands set up before they migrate, for histories that cannot do without.

Each module has a function `prepare`, which is run where an env.py would be.
"""
