"""What tests know of the sample that is loaded once for the session."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from graph.nl.generate import Request
from graph.nl.normalise import normalise
from graph.sample import Sample
from graph.schema import GraphSchema

if TYPE_CHECKING:
    # Models can be imported once the servers are there.
    from tenants.models import Tenant


@dataclass(frozen=True)
class LoadedSample:
    """A sample, the tenant that it was loaded for, and the schema read back from the server."""

    tenant: "Tenant"
    sample: Sample
    schema: GraphSchema

    @property
    def tenant_id(self) -> UUID:
        return self.tenant.pk

    def request(self, question: str) -> Request:
        """The question as a generator gets it."""
        return Request(normalise(question), self.schema, self.tenant_id)
