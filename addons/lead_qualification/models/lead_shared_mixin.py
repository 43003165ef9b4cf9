from odoo import api, models
from odoo.exceptions import AccessError


class LeadSharedMixin(models.AbstractModel):
    """A setting of one company or, if it has none, of all: those belong to who works in all.

    Else an administrator of one company would decide what happens to the leads of the others.
    """

    _name = 'lead.shared.mixin'
    _description = "Setting of One or All Companies"
    # the way to the company
    _company_path = 'company_id'

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        mine = self._company_path == 'company_id' and 'company_id' in fields
        if mine and not values.get('company_id') and not self._may_share():
            values['company_id'] = self.env.company.id
        return values

    def write(self, vals):
        result = super().write(vals)
        if self._company_path.partition('.')[0] in vals:
            self._check_may_share()
        return result

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if operation == 'read' or not self or self._may_share():
            return result
        forbidden, error = result or (self.browse(), None)
        shared = (self - forbidden)._shared()
        if not shared:
            return result
        return forbidden + shared, error or shared._shared_error

    def _check_may_share(self):
        """Check that nobody makes these a setting of companies they do not work in."""
        if not self._may_share() and (shared := self._shared()):
            raise shared._shared_error()

    @api.model
    def _may_share(self):
        """Tell whether the user may set up what all companies use."""
        user = self.env.user
        if self.env.su or user.has_group('base.group_system'):
            return True
        # sudo: only how many companies there are
        return len(user._get_company_ids()) >= self.env['res.company'].sudo().search_count([])

    def _shared(self):
        """Return those of these records that all companies use."""
        # sudo: whether it has a company is not the user's to read, maybe
        return self.filtered(lambda record: not record.sudo().mapped(self._company_path))

    def _shared_error(self):
        return AccessError(
            self.env._(
                "%(name)s applies to all companies. Only people who work in all of them can "
                "create, change or delete it. Choose one of your companies instead, or ask "
                "an administrator.",
                name=self[:1].sudo().display_name,
            )
        )
