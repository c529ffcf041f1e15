"""Why a request failed, as earlier exchanges tell."""
