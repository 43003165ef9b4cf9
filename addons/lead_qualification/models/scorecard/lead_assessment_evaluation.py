import re

from odoo import api, fields, models
from odoo.tools import SQL

MARKS = {'met': '+', 'not_met': '-', 'missing': '?'}


class LeadAssessment(models.Model):
    _inherit = 'lead.assessment'

    findings = fields.Char(
        readonly=True, help="What an evaluated card found, criterion by criterion, to compare."
    )

    @api.model
    def _evaluate(self, card, leads):
        """Assess ``leads`` against a card that reads their own data.

        Each criterion is evaluated once for all leads. A lead whose data gives the same result as
        its last assessment keeps that one. Leads of the same result share one assessment made by
        the ORM, the others are copies of it made in two statements.

        :returns: the assessments made, confirmed
        """
        found = self._find(card, leads)
        known = self._known_findings(card, leads)
        by_findings = {}
        for lead in leads:
            if found[lead] != known.get(lead.id):
                by_findings.setdefault(found[lead], []).append(lead.id)
        templates = self._create_templates(card, by_findings)
        return templates | self._copy_templates(templates, by_findings)

    @api.model
    def _find(self, card, leads):
        """Return ``{lead: findings}``, e.g. ``12+13-14?``; no data is missing, not zero."""
        found = {lead: [] for lead in leads}
        for criterion, (domain, names) in card._criterion_domains().items():
            met = set(leads.filtered_domain(domain)._ids)
            for lead in leads:
                if not any(lead[name] for name in names):
                    finding = 'missing'
                else:
                    finding = 'met' if lead.id in met else 'not_met'
                found[lead].append(f'{criterion.id}{MARKS[finding]}')
        return {lead: ''.join(marks) for lead, marks in found.items()}

    @api.model
    def _known_findings(self, card, leads):
        """Return ``{lead id: findings}`` of the newest confirmed assessment of each lead."""
        self.flush_model()
        query = SQL(
            """SELECT DISTINCT ON (lead_id) lead_id, findings FROM lead_assessment
                WHERE scorecard_id = %s AND lead_id = ANY(%s) AND state = 'confirmed'
             ORDER BY lead_id, confirmed_at DESC, id DESC""",
            card.id,
            leads.ids,
        )
        return dict(self.env.execute_query(query))

    @api.model
    def _create_templates(self, card, by_findings):
        """Return one confirmed assessment per different result, of the first lead that has it."""
        findings_of = {mark: finding for finding, mark in MARKS.items()}
        vals_list = []
        for marks, lead_ids in by_findings.items():
            lines = [
                fields.Command.create({'criterion_id': int(number), 'finding': findings_of[mark]})
                for number, mark in re.findall(r'(\d+)(\D)', marks)
            ]
            vals_list.append(
                {
                    'lead_id': lead_ids[0],
                    'scorecard_id': card.id,
                    'findings': marks,
                    'line_ids': lines,
                }
            )
        # nobody fills in such a card by hand; whose leads are evaluated was checked before
        templates = self.sudo().create(vals_list)
        templates._freeze()
        return templates.sudo(False)

    @api.model
    def _copy_templates(self, templates, by_findings):
        """Return the assessments of all other leads, copied from those with the same result."""
        template_of = {
            lead_id: template.id
            for template in templates
            for lead_id in by_findings[template.findings][1:]
        }
        if not template_of:
            return self.browse()
        copies = self._copy_rows(self, 'lead_id', template_of.items(), SQL("RETURNING id, lead_id"))
        owners = [(copy_id, template_of[lead_id]) for copy_id, lead_id in copies]
        self._copy_rows(self.line_ids, 'assessment_id', owners)
        self._refresh_statistics()
        leads = self.env['crm.lead'].browse(template_of)
        leads.invalidate_recordset(['assessment_ids'], flush=False)
        return self.browse(copy_id for copy_id, _lead_id in copies)

    @api.model
    def _copy_rows(self, model, owner, pairs, returning=None):
        """Copy the rows of ``model`` of each template to a new owner; ``pairs`` says which."""
        self.env.flush_all()
        columns = SQL(", ").join(
            SQL.identifier(name)
            for name, field in model._fields.items()
            if field.store and field.column_type and name not in ('id', owner)
        )
        own = SQL('template.id') if model._name == self._name else SQL('template.assessment_id')
        owner_ids, template_ids = zip(*pairs, strict=True)
        return self.env.execute_query(
            SQL(
                """INSERT INTO %(table)s (%(owner)s, %(columns)s)
                   SELECT pair.owner_id, %(columns)s
                     FROM unnest(%(owners)s, %(templates)s) AS pair(owner_id, template_id)
                     JOIN %(table)s AS template ON %(own)s = pair.template_id
                 ORDER BY pair.owner_id %(returning)s""",
                table=SQL.identifier(model._table),
                owner=SQL.identifier(owner),
                columns=columns,
                owners=list(owner_ids),
                templates=list(template_ids),
                own=own,
                returning=returning or SQL(),
            )
        )

    @api.model
    def _refresh_statistics(self):
        """Have PostgreSQL look at tables that have doubled since it last did.

        A session checks foreign keys by plans made when the tables were small. The first evaluation
        of many leads would read them whole for each new row.
        """
        grown = self.env.execute_query(
            SQL(
                """SELECT relname FROM pg_class WHERE oid IN (%s::regclass, %s::regclass)
                      AND pg_relation_size(oid) / 8192 > 2 * GREATEST(relpages, 10)""",
                self._table,
                self.line_ids._table,
            )
        )
        for [table] in grown:
            self.env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
