"""Import those of mitmproxy's addons that are named, and no others.

`mitmproxy.addons` imports every addon there is, and with them Flask, Werkzeug and ldap3: a third
of the time until the proxy accepts connections. None of mitmproxy's own modules asks the package
for anything but its modules, so an empty package with the same folder does.
"""

import sys
from importlib.util import find_spec
from types import ModuleType

PACKAGE = "mitmproxy.addons"


def import_named_addons_only() -> None:
    """Stand in for the package, unless it has been imported already."""
    found = find_spec("mitmproxy")
    if PACKAGE in sys.modules or found is None or not found.submodule_search_locations:
        return
    package = ModuleType(PACKAGE)
    package.__path__ = [f"{folder}/addons" for folder in found.submodule_search_locations]
    sys.modules[PACKAGE] = package
