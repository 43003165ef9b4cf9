"""Mask the names of what is about a hidden lead.

Odoo reads display names as superuser, for every field that points at a record, so no rule hides
them. A masked name is cached for one user. This must not be so of any other model: some compute
their names in superuser mode, which would leave nothing in the cache of the user.
"""

from odoo import api

from .lead_visibility import filter_hidden

COMPUTE = '_compute_display_name'


def mask_names(model):
    """Have the names of a model masked, whichever addon computes them."""
    field = model._fields['display_name']
    if field.compute == COMPUTE and not field.store:
        field.compute = compute_names
        model.pool.field_depends_context.add(field, 'uid')


def unmask_names(model):
    """Have Odoo see the model as its addons define it."""
    field = model._fields['display_name']
    if field.compute is compute_names:
        field.compute = COMPUTE


@api.depends_context('uid')
def compute_names(records):
    """Compute the display names of records about leads, and mask those of hidden ones."""
    records._compute_display_name()
    for record in records:
        if not record.display_name:
            # computed in superuser mode perhaps, which is cached apart
            record.display_name = record.sudo().display_name
    hidden = filter_hidden(records)
    if hidden:
        hidden.display_name = records.env._("Lead in a pool")
