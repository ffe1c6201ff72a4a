"""consul_py: a citizen participation and consultation engine for German districts.

`consul_py.app.create_app` builds the application, `consul_py.cli` the command line.
This module imports nothing, so that build steps can run before anything is installed.
"""

__version__ = "0.1.0"
