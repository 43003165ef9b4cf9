from odoo import models
from odoo.fields import Domain


class LeadBoundMixin(models.AbstractModel):
    """A record about one lead: its rights are those of the lead.

    It asks the lead itself instead of repeating its record rules, so that whatever hides a lead
    (its owner, its company, a blind pool) hides this as well. Who may read the lead may read what
    is about it, and who may write the lead may do whatever else their role may.
    """

    _name = 'lead.bound.mixin'
    _description = "Record of a Lead"
    # the field that leads to the lead, or to a record that is bound to it
    _bound_by = 'lead_id'
    # a record without lead is nobody's secret, where the model has such
    _lead_optional = False
    # a report whose query reads no lead but those one may see needs no further condition
    _reads_visible_leads = False

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access or self._reads_visible_leads):
            leads = self._bound_model().with_context(active_test=False)._search([])
            bound = Domain(self._bound_by, 'in', leads)
            if self._lead_optional:
                bound |= Domain(self._bound_by, '=', False)
            domain = Domain(domain) & bound
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _bound_model(self):
        return self.env[self._fields[self._bound_by].comodel_name]

    def action_open_lead(self):
        """Open the lead that this record is about."""
        self.ensure_one()
        self.check_access('read')
        return self.lead_id._open_from_report()

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if not self or self.env.su:
            return result
        allowed = self - result[0] if result else self
        # sudo: to find out which lead a record is about; whether it may be used is asked below
        lead_by_record = {record: record.sudo()[self._bound_by].sudo(False) for record in allowed}
        leads = (
            self._bound_model()
            .union(*lead_by_record.values())
            ._filtered_access('read' if operation == 'read' else 'write')
        )
        hidden = allowed.filtered(
            lambda record: (
                (lead_by_record[record] or not self._lead_optional)
                and lead_by_record[record] not in leads
            )
        )
        if not hidden:
            return result
        forbidden = (result[0] if result else self.browse()) + hidden
        return forbidden, lambda: self.env['ir.rule']._make_access_error(operation, forbidden)
