"""What is made before the application runs: front-end files (vendor) and message catalogues (messages).

Both are programs (`python -m consul_py.build.vendor`), need nothing of the application and are not imported by it.
"""
