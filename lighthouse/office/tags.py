"""The tag of what stands above a list. Its work is done in tabs, which the template engine must not
load: it is made while the skin is being imported.
"""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("core/admin/list_tools.html", takes_context=True)
def list_tools(context: Any, cl: Any) -> dict[str, Any]:
    """The tabs of a list, what narrows it, and what can be done with it as it stands."""
    from .tabs import tools_of

    request = context["request"]
    return {"request": request, "csrf_token": context.get("csrf_token"), **tools_of(request, cl)}
