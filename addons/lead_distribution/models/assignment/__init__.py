"""Who gets a lead: the run, assigning and releasing, by hand, and the log of owners.

``_assign`` carries out decisions of the engine, whoever asked for them; any other write of
``user_id`` is logged as manual. Leads that somebody holds are passed over and looked at again
within two seconds, then a minute later. What a run sets aside waits with its reason; room, members
and presence that change leave a note (``lead.distribution.wake``) for the next run, which sees
what this one could not. One notice per new owner and batch; it comes after the leads and takes
none back if it fails.
"""

from . import (
    lead_assignment,
    lead_assignment_notify,
    crm_lead_run,
    crm_lead_assign,
    crm_lead_facts,
    crm_lead_track,
    lead_distribution_wake,
    res_company,
    crm_lead_by_hand,
)
