"""What a job has read and the graph does not have yet, on disk."""

from graph.etl.staging.comparing import Comparison, Mode
from graph.etl.staging.planning import Batch, Expected, Step, batch, choose_keys, expected, plan
from graph.etl.staging.refusing import reject_refused_labels, reject_refused_types
from graph.etl.staging.repeated import merge_repeated
from graph.etl.staging.store import Staging, all_folders, folder_of, remove
from graph.etl.staging.taking import Action, Intake, decoded, label_sets, types

__all__ = [
    "Action",
    "Batch",
    "Comparison",
    "Expected",
    "Intake",
    "Mode",
    "Staging",
    "Step",
    "all_folders",
    "batch",
    "choose_keys",
    "decoded",
    "expected",
    "folder_of",
    "label_sets",
    "merge_repeated",
    "plan",
    "reject_refused_labels",
    "reject_refused_types",
    "remove",
    "types",
]
