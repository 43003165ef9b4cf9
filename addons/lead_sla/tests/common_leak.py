import json

from odoo.addons.lead_qualification.tests.common import SALESMAN
from odoo.fields import Command
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .common import LeadSlaCase
from .leak_walk import (
    SECRET,
    SECRET_NUMBER,
    arguments,
    calls,
    models,
    newest,
    read_methods,
    stored_fields,
)

NEWEST = 80  # records looked at per model: all that the case made is among them


class LeakCase(LeadSlaCase):
    """Base case: a lead full of secrets that everybody once had to do with, hidden in a pool.

    member      rep_a, who owned it, wrote on it, planned for it and is to meet the customer
    outsider    rep_c, in no pool        boss   a salesperson who sees all documents
    marketer    who made it              clerk  an employee without sales rights
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, 'tracking_disable': False})
        cls.env.ref('base.group_user').implied_ids += cls.env.ref('base.group_allow_export')
        cls.boss = new_test_user(cls.env, 'boss', f'{SALESMAN}_all_leads', name="Boss")
        cls.clerk = new_test_user(cls.env, 'clerk', 'base.group_user', name="Clerk")
        cls.outside = cls.rep_a + cls.rep_c + cls.boss + cls.marketer + cls.clerk
        cls.outside.notification_type = 'inbox'
        cls.outside.tz = 'UTC'
        cls.secret = cls.make_secret()
        cls.pool = cls.make_hiding_pool()
        cls.secret.user_id = False
        cls.secret._enqueue_distribution()

    def setUp(self):
        super().setUp()
        self.distribute()
        self.assertEqual(self.secret.pool_id, self.pool)
        self.holders = self.find_holders()

    def find_holders(self):
        """Return, by model, the records in which a superuser finds the secret."""
        holders = {}
        for model in models(self.env):
            rows = newest(model, NEWEST).read(stored_fields(model))
            ids = [row['id'] for row in rows if SECRET in str(row)]
            if ids:
                holders[model._name] = ids
        return holders

    @classmethod
    def make_hiding_pool(cls):
        return cls.make_pool('blind_pull')

    @classmethod
    def make_secret(cls):
        """Return a lead whose every text is secret, and that leads to many records."""
        lead = cls.make_leads(1, user_id=cls.rep_a.id, type='opportunity')
        lead.write(cls._texts(lead))
        lead.write({'expected_revenue': SECRET_NUMBER, 'generated_by_id': cls.marketer.id})
        first, *others = cls.card.criterion_ids
        cls.assess(lead, [first.answer_ids[:1].points, *(None for _one in others)])
        draft = cls.env['lead.assessment'].create({'lead_id': lead.id, 'scorecard_id': cls.card.id})
        draft.line_ids[:1].write({'evidence': SECRET, 'answer_id': first.answer_ids[:1].id})
        lead.with_user(cls.rep_a)._follow_up('call', note=SECRET)
        cls._plan_activities(lead)
        for document in (cls._plan_meeting(lead), lead):
            cls._write_messages(document)
            cls.attachment = cls._attach(document)
        lead._change_status(cls.status('recycle'), cls.reason('recycle'))
        lead._change_status(cls.status('passed'))
        return lead

    @classmethod
    def _texts(cls, lead):
        """Return a secret for every text of a lead that may be written, whoever added the field."""
        texts = {
            name: SECRET
            for name, field in lead._fields.items()
            if field.type in ('char', 'text', 'html') and field.store and not field.readonly
        }
        return {**texts, 'email_from': f'{SECRET}@{SECRET}.example', 'email_cc': False}

    @classmethod
    def _write_messages(cls, document):
        partners = cls.outside.partner_id
        for author in (cls.leader, cls.rep_a):
            message = document.with_user(author).message_post(
                body=SECRET,
                subject=SECRET,
                partner_ids=partners.ids,
                attachments=[(f'{SECRET}.txt', SECRET.encode())],
            )
            message.sudo().starred_partner_ids = partners
        document.message_subscribe(partner_ids=partners.ids)
        customer = cls.env['res.partner'].create({'name': "Customer"})
        document.message_subscribe(partner_ids=customer.ids)

    @classmethod
    def _plan_activities(cls, lead):
        for user in cls.outside - cls.clerk - cls.marketer - cls.rep_c:
            for done in (False, True):
                activity = lead.activity_schedule(
                    'mail.mail_activity_data_todo', summary=SECRET, note=SECRET, user_id=user.id
                )
                if done:
                    activity.action_feedback(SECRET)

    @classmethod
    def _plan_meeting(cls, lead):
        alarm = cls.env['calendar.alarm'].create(
            {'name': "Soon", 'alarm_type': 'notification', 'duration': 5, 'interval': 'hours'}
        )
        meeting = (
            cls.env['calendar.event']
            .with_user(cls.rep_a)
            .create(
                {
                    'name': SECRET,
                    'description': SECRET,
                    'location': SECRET,
                    'start': cls.env.cr.now().replace(microsecond=0),
                    'duration': 1,
                    'opportunity_id': lead.id,
                    'partner_ids': [Command.set(cls.outside.partner_id.ids)],
                    'alarm_ids': [Command.link(alarm.id)],
                    'recurrency': True,
                    'rrule_type': 'daily',
                    'event_tz': 'UTC',
                    'end_type': 'count',
                    'count': 3,
                }
            )
        )
        return meeting.with_env(cls.env)

    @classmethod
    def _attach(cls, document):
        return (
            cls.env['ir.attachment']
            .with_user(cls.rep_a)
            .create(
                {
                    'name': f'{SECRET}.png',
                    'description': SECRET,
                    'res_model': document._name,
                    'res_id': document.id,
                    'raw': SECRET.encode(),
                }
            )
        )

    def told(self, operation):
        """Return what an operation tells, a refusal included; what it changes is undone."""
        with (
            mute_logger('odoo.sql_db', 'odoo.addons.base.models.ir_rule', 'odoo.models'),
            self.env.cr.savepoint(flush=False) as savepoint,
        ):
            try:
                result = operation()
                if hasattr(result, '_ids'):
                    result = result.ids
                told = json.dumps(result, default=str)
            except Exception as error:  # what fails may tell as well
                told = f'{type(error).__name__}: {error}'
            savepoint.rollback()
        return told

    def tells(self, told):
        return SECRET in told or str(SECRET_NUMBER) in told

    def check_silent(self, told, where):
        """Have the test fail if the secret was told, and go on."""
        for secret in (SECRET, str(SECRET_NUMBER)):
            at = told.find(secret)
            if at >= 0:
                with self.subTest(where=where):
                    self.fail(f"{where} tells: …{told[max(at - 150, 0) : at + 60]}…")

    def walk(self, model, ids, domain):
        """Call all that reads the model, for these records, and listen."""
        if not model.has_access('read'):
            return
        known = arguments(model, domain)
        for method in read_methods(model):
            for call in calls(model, method, ids, known):
                where = f'{model._name}.{method} for {model.env.user.name}'
                self.check_silent(self.told(call), where)
