from odoo import api, models
from odoo.fields import Domain


class LeadSla(models.Model):
    """A promise goes on while its salesperson is absent: whoever stands in is told at once."""

    _inherit = 'lead.sla'

    @api.model
    def _tell_of_absence(self, users):
        """Tell of all that these users, who have just gone, have promised."""
        # sudo: who goes absent need not see whom it concerns
        promised = Domain('state', '=', 'running') & Domain('user_id', 'in', users.ids)
        self.sudo().search(promised)._tell_stand_ins()

    def _tell_stand_ins(self):
        """Tell whoever stands in for absent salespeople of these SLAs, once per person and lead."""
        absent = self.user_id._filter_absent() if self else self.user_id
        groups = {}
        for sla in self.filtered(lambda sla: sla.user_id in absent and sla._holds_lead()):
            if stand_in := sla._get_stand_in(absent):
                key = sla.user_id, stand_in
                groups[key] = groups.get(key, self.browse()) | sla
        for (user, stand_in), slas in groups.items():
            slas._tell_stand_in(user, stand_in)

    def _get_stand_in(self, absent):
        """Return who can act: a backup who may open the lead, else the leader."""
        backup, leader = self.user_id.lead_backup_id, self.team_id.user_id
        if backup._sells() and backup not in absent and self.lead_id._readable_by(backup):
            return backup
        return leader if leader.active and leader != self.user_id else leader.browse()

    def _tell_stand_in(self, user, stand_in):
        """Put these leads of an absent salesperson on the list of who stands in, with one alert."""
        env = self.with_context(lang=stand_in.lang).env
        summary = env._("%s is absent: answer, or give the lead to somebody", user.name)
        told = self.env['mail.activity'].search(
            [
                ('res_model', '=', 'crm.lead'),
                ('res_id', 'in', self.lead_id.ids),
                ('user_id', '=', stand_in.id),
                ('summary', '=', summary),
            ]
        )
        urgent = {}
        for sla in self.filtered(lambda sla: sla.lead_id.id not in told.mapped('res_id')):
            first = urgent.setdefault(sla.lead_id, sla)
            if sla.deadline < first.deadline:
                urgent[sla.lead_id] = sla
        slas = self.browse(sla.id for sla in urgent.values())
        if not slas:
            return
        todo = self.env.ref('mail.mail_activity_data_todo', raise_if_not_found=False)
        self._create_activities(
            [sla._prepare_activity(todo, stand_in, summary, sla.deadline) for sla in slas]
        )
        stand_in._bus_send(
            'simple_notification',
            {
                'type': 'warning',
                'title': env._("%s Is Absent", user.name),
                'message': slas.with_env(env)._summarize(stand_in),
                'sticky': True,
            },
        )
