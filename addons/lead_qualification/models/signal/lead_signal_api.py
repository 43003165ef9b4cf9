from datetime import datetime, timedelta, timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ...tools.ids import is_text

MAX_ENTRIES = 1000

MAX_TEXT = 255

KEYS = frozenset(('lead', 'email', 'type', 'date', 'external_ref', 'note', 'points'))

CLOCK_TOLERANCE = timedelta(minutes=5)


class LeadSignal(models.Model):
    _inherit = 'lead.signal'

    @api.model
    def record_signals(self, signals):
        """Record what leads did elsewhere: a public method, see docs/api.md.

        All or nothing: when one entry is refused, none is recorded. An entry whose type and
        ``external_ref`` are known is not recorded again.

        :param list[dict] signals: at most 1000 entries with ``type`` (a code), ``external_ref``,
            ``lead`` (an id) or ``email``, and optionally ``date`` (ISO 8601, UTC unless it says
            otherwise), ``note`` and ``points``
        :returns: ``[{'id': signal id, 'status': 'created' or 'known'}]``, one per entry, in order
        :raises UserError: naming the entry, the field and what to do
        """
        self.check_access('read')
        self._check_entries(signals)
        types = self._types_of(signals)
        leads = self._leads_of(signals)
        told = self._recorded_before(signals)
        vals_list = [
            self._prepare_entry(number, entry, types, leads, told)
            for number, entry in enumerate(signals, 1)
        ]
        # nobody writes signals but through here, where each entry has been checked
        created = self.sudo()._record(vals_list)
        ids = self._ids_of(vals_list)
        fresh = set(created.ids)
        result = []
        for vals in vals_list:
            signal_id = ids[vals['type_id'], vals['external_ref'], vals['lead_id']]
            result.append({'id': signal_id, 'status': 'created' if signal_id in fresh else 'known'})
            fresh.discard(signal_id)
        return result

    def _refuse(self, number, field, problem):
        raise UserError(
            self.env._(
                "Entry %(number)s, %(field)s: %(problem)s",
                number=number,
                field=field,
                problem=problem,
            )
        )

    def _check_entries(self, signals):
        if not isinstance(signals, list) or not 1 <= len(signals) <= MAX_ENTRIES:
            raise UserError(
                self.env._("Send signals as a list of 1 to %s entries.", str(MAX_ENTRIES))
            )
        for number, entry in enumerate(signals, 1):
            if not isinstance(entry, dict):
                raise UserError(
                    self.env._(
                        "Entry %s: send an object with type, external_ref and lead or email.",
                        number,
                    )
                )
            if unknown := sorted(str(key) for key in entry.keys() - KEYS):
                self._refuse(
                    number,
                    ", ".join(unknown),
                    self.env._("there is no such field; use %s.", ", ".join(sorted(KEYS))),
                )
            self._check_texts(number, entry)

    def _check_texts(self, number, entry):
        for key in ('type', 'external_ref'):
            if not isinstance(entry.get(key), str) or not entry[key].strip():
                self._refuse(number, key, self.env._("a text is needed here."))
        for key in ('type', 'external_ref', 'note', 'email', 'date'):
            value = entry.get(key)
            if value is None:
                continue
            if not is_text(value) or len(value) > MAX_TEXT:
                self._refuse(
                    number,
                    key,
                    self.env._("only a text of at most %s characters fits here.", str(MAX_TEXT)),
                )

    def _types_of(self, signals):
        """Return ``{code: type}`` of the active types these entries name."""
        codes = list({entry['type'] for entry in signals})
        found = (
            self.env['lead.signal.type']
            .sudo()
            .search([('code', 'in', codes), ('active', '=', True)])
        )
        return found.grouped('code')

    def _leads_of(self, signals):
        """Return ``{id or normalized email: lead}`` of the leads the caller may write."""
        Lead = self.env['crm.lead']
        ids = {entry['lead'] for entry in signals if self._is_id(entry.get('lead'))}
        emails = {email_normalize(entry['email']) for entry in signals if entry.get('email')}
        by_id = Lead.with_context(active_test=False).search([('id', 'in', list(ids))])
        by_email = Lead._with_emails(emails - {False})
        writable = (by_id | by_email)._filtered_access('write')
        leads = {lead.id: lead for lead in writable & by_id}
        # where several have the address the newest that is still open gets the signal
        in_order = (writable & by_email).sorted(
            lambda lead: (lead.won_status == 'pending', lead.id)
        )
        leads.update((lead.email_normalized, lead) for lead in in_order)
        return leads

    def _recorded_before(self, signals):
        """Return ``{(code, external reference): lead}`` of what this caller has recorded before.

        He may repeat it, also when he may no longer write the lead: nothing is recorded again, and
        he learns nothing that he has not told himself.
        """
        refs = [entry['external_ref'].strip() for entry in signals]
        mine = self.sudo().search([('external_ref', 'in', refs), ('create_uid', '=', self.env.uid)])
        return {(signal.type_id.code, signal.external_ref): signal.lead_id for signal in mine}

    def _is_id(self, value):
        return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31

    def _prepare_entry(self, number, entry, types, leads, told):
        signal_type = types.get(entry['type'])
        if not signal_type:
            self._refuse(
                number,
                'type',
                self.env._(
                    "there is no signal type %s. Use the code of one under Configuration, "
                    "Signal Types, or have it added there.",
                    entry['type'],
                ),
            )
        return signal_type._prepare_signal(
            self._entry_lead(number, entry, leads, told),
            external_ref=entry['external_ref'].strip(),
            date=self._entry_date(number, entry),
            points=self._entry_points(number, entry, signal_type),
            note=entry.get('note'),
        )

    def _entry_lead(self, number, entry, leads, told):
        if bool(entry.get('lead')) == bool(entry.get('email')):
            self._refuse(number, 'lead', self.env._("give either lead or email."))
        if entry.get('email'):
            key, field = email_normalize(entry['email']), 'email'
        else:
            key, field = entry['lead'], 'lead'
            if not self._is_id(key):
                self._refuse(number, field, self.env._("the id of a lead is a whole number."))
        # what the caller has told before stays with the lead it was told of
        lead = told.get((entry['type'], entry['external_ref'].strip())) or leads.get(key)
        if not lead:
            self._refuse(
                number,
                field,
                self.env._(
                    "there is no lead %s that you may write. Correct it, create the lead first, "
                    "or use the key of somebody who may.",
                    entry[field],
                ),
            )
        return lead

    def _entry_date(self, number, entry):
        now = self.env.cr.now()
        if not entry.get('date'):
            return now
        try:
            date = datetime.fromisoformat(entry['date'].strip().replace('Z', '+00:00'))
            if date.tzinfo:
                date = date.astimezone(timezone.utc).replace(tzinfo=None)
        except (ValueError, OverflowError):
            self._refuse(
                number,
                'date',
                self.env._(
                    "%s is no date. Write it as 2025-01-31T10:00:00Z.",
                    entry['date'],
                ),
            )
        if date > now + CLOCK_TOLERANCE:
            self._refuse(
                number,
                'date',
                self.env._(
                    "%s lies in the future. Send signals when they have happened.",
                    fields.Datetime.to_string(date),
                ),
            )
        return date.replace(microsecond=0)

    def _entry_points(self, number, entry, signal_type):
        points = entry.get('points')
        if points is None:
            return signal_type.points
        if not isinstance(points, int) or isinstance(points, bool) or not 0 < abs(points) <= 100:
            self._refuse(
                number,
                'points',
                self.env._(
                    "points are a whole number between -100 and 100 and not zero. "
                    "Leave them out to use those of the signal type."
                ),
            )
        return points

    def _ids_of(self, vals_list):
        """Return ``{(type id, external reference, lead id): signal id}`` of these signals."""
        refs = list({vals['external_ref'] for vals in vals_list})
        leads = list({vals['lead_id'] for vals in vals_list})
        # sudo: their leads are those that the caller may write or has told of before
        found = self.sudo().search_fetch(
            [('external_ref', 'in', refs), ('lead_id', 'in', leads)],
            ['type_id', 'external_ref', 'lead_id'],
        )
        return {
            (signal.type_id.id, signal.external_ref, signal.lead_id.id): signal.id
            for signal in found
        }
