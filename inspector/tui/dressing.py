"""Classes that are about a few widgets of many."""

from textual.widget import Widget


def dress(widget: Widget, name: str, about: str, *, on: bool) -> None:
    """Give *widget* a class, or take it, and style what the selector *about* finds in it.

    Textual styles all that is in there anew, with a node for each component class: 400 of them.
    """
    if widget.has_class(name) != on:
        widget.set_class(on, name, update=False)
        for each in widget.query(about):
            widget.app.stylesheet.apply(each)
