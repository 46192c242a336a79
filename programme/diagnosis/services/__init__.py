"""Every rule that writes about diagnosis and design."""

from .assignment import assign_consultant, assign_designer
from .design import complete_design, reopen_design, save_design
from .diagnosis import complete_diagnosis, record_visit, reopen_diagnosis, save_diagnosis

__all__ = [
    "assign_consultant",
    "assign_designer",
    "complete_design",
    "complete_diagnosis",
    "record_visit",
    "reopen_design",
    "reopen_diagnosis",
    "save_design",
    "save_diagnosis",
]
