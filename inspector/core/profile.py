"""One service's contract: its hosts, its rules, its facts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from inspector.core.annotated import Diagnosis, Finding
from inspector.core.exchange import Request
from inspector.core.inspection import Facts, Inspection
from inspector.core.rule import Rule
from inspector.core.service import Service


@dataclass(frozen=True)
class Profile:
    """What the inspector knows of one service."""

    name: str
    title: str
    rules: tuple[Rule, ...]
    recognise: Callable[[Request], Service | None]  # by host; None: not one of this profile's
    facts: Callable[[Request], Facts]
    diagnose: Callable[[Inspection, Sequence[Finding]], Diagnosis | None]

    def service(
        self, request: Request, hosts: Sequence[str] = (), *, forced: bool = False
    ) -> Service | None:
        """Return the kind of host *request* went to, None when it is none of our concern.

        *hosts* are further hosts of the service, as patterns (`*.media.example.test`), with a
        port where only that one is meant (`127.0.0.1:8099`); *forced* takes every host that is
        not known to be another for the service.
        """
        host = request.target.host
        names = (host, f"{host}:{request.target.port}")
        if any(fnmatchcase(name, pattern.lower()) for pattern in hosts for name in names):
            service: Service | None = Service.API
        else:
            service = self.recognise(request) or (Service.API if forced else None)
        tunnel = service is Service.API and request.method == "CONNECT"
        return Service.TUNNEL if tunnel else service

    def rule(self, code: str) -> Rule:
        """Return the rule with *code*; raises LookupError when there is none."""
        for rule in self.rules:
            if rule.code == code:
                return rule
        raise LookupError(code)
