from odoo import api, models


class IrFilters(models.Model):
    """Favourites that come with our reports have their names in the reader's language.

    Odoo does not translate names of favourites, because users give them.
    """

    _inherit = 'ir.filters'

    @api.model
    def get_filters(
        self, model, action_id=None, embedded_action_id=None, embedded_parent_res_id=None
    ):
        favourites = super().get_filters(
            model, action_id, embedded_action_id, embedded_parent_res_id
        )
        names = self._translated_favourite_names()
        named = [favourite for favourite in favourites if favourite['name'] in names]
        ours = self.browse(favourite['id'] for favourite in named)._filter_with_reports()
        for favourite in named:
            if favourite['id'] in ours._ids:
                favourite['name'] = names[favourite['name']]
        return favourites

    def _filter_with_reports(self):
        """Return those that came with our reports: people may give theirs the same name."""
        xml_ids = self.sudo().get_external_id()  # sudo: where a favourite comes from is no secret
        return self.filtered(lambda favourite: xml_ids[favourite.id].startswith('lead_'))

    @api.model
    def _translated_favourite_names(self):
        """Return what each name of a favourite in our data is in the reader's language."""
        sources = self.with_context(lang='en_US')._report_favourite_names()
        return dict(zip(sources, self._report_favourite_names(), strict=True))

    @api.model
    def _report_favourite_names(self):
        """List the names of the favourites in our data, for translation."""
        return [
            self.env._("Conversion by Source"),
            self.env._("Cost and Return by Source"),
            self.env._("Funnel by Month"),
            self.env._("Days Between Steps by Sales Team"),
            self.env._("Scorecards and Grades"),
            self.env._("Why Leads Move Down"),
            self.env._("Net Movement by Week"),
            self.env._("Up or Down by Day"),
            self.env._("Up or Down by Month and Team"),
            self.env._("Conversion by Answer"),
            self.env._("Conversion by Profile Criterion"),
            self.env._("Did the Verdicts Come True"),
            self.env._("Assumed or Confirmed by Customer"),
        ]
