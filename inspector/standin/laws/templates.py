"""Job templates and the task templates in them."""

import re
from collections.abc import Iterator

from lxml import etree

from inspector.core.xml import read_xml
from inspector.standin.forms.bodies import Sent
from inspector.standin.laws.keys import own_id
from inspector.standin.laws.law import Law, Work, require
from inspector.standin.places import One
from inspector.standin.refusal import Refusal, bad
from inspector.standin.schema import EntitySet, schema
from inspector.standin.store.fresh import fresh
from inspector.standin.store.rows import Entity

SYSTEM = 0  # a TemplateType
_INPUT = re.compile(r"JobInputAsset\((\d{1,3})\)")
_TAKEN = (
    "MediaProcessorId",
    "Configuration",
    "Name",
    "Options",
    "EncryptionKeyId",
    "EncryptionScheme",
    "EncryptionVersion",
    "InitializationVector",
)


class TemplateLaw(Law):
    """System templates are the service's own."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse a system template, and a body that is none."""
        require(entity_set, sent)
        if sent.values.get("TemplateType", 1) == SYSTEM:
            raise Refusal(403, "A system job template cannot be created.")
        sent.values.setdefault("TemplateType", 1)

    def complete(self, work: Work, entity: Entity) -> None:
        """Count the input assets that the body names."""
        numbers = {int(one) for one in _INPUT.findall(str(entity["JobTemplateBody"]))}
        entity["NumberofInputAssets"] = len(numbers)

    def created(self, work: Work, one: One) -> None:
        """Refuse a body that names a task template which the job template has not."""
        for _ in tasks_of(work, one.entity):
            pass

    def delete(self, work: Work, one: One) -> None:
        """Delete the task templates as well."""
        if one.entity["TemplateType"] == SYSTEM:
            raise Refusal(403, "A system job template cannot be changed.")
        for template in work.state.linked(one.entity_set, one.entity, "TaskTemplates"):
            work.state.remove("TaskTemplates", template["Id"])
        work.state.remove("JobTemplates", one.key)


class TaskTemplateLaw(Law):
    """A task template's id is the client's."""

    def check(self, work: Work, entity_set: EntitySet, sent: Sent) -> None:
        """Refuse one without an id."""
        require(entity_set, sent)
        sent.values["Id"] = own_id(str(sent.values.get("Id") or ""), "ttid")


def tasks_of(work: Work, template: Entity) -> Iterator[Entity]:
    """Return the tasks that a job template describes, without their ids; raises Refusal."""
    templates = {
        one["Id"]: one
        for one in work.state.linked(schema().sets["JobTemplates"], template, "TaskTemplates")
    }
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", str(template["JobTemplateBody"]))
    root, _ = read_xml(text.encode("utf-8", "replace"))
    for body in root.iter("taskBody") if root is not None else ():
        found = templates.get(body.get("taskTemplateId") or "")
        if found is None:
            raise bad("The job template's body names a task template that it does not have.")
        taken = {name: found[name] for name in _TAKEN}
        written = etree.tostring(body, encoding="unicode", with_tail=False)
        yield {**fresh(schema().sets["Tasks"]), **taken, "TaskBody": written}
