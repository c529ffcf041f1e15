"""The forms of bodies: verbose JSON, light JSON, Atom."""
