"""Distribution rules: which leads, by which method, to whom, within which limits.

``round_robin`` takes the smallest deficit (leads by weight), ``load_balanced`` the fewest open
leads by weight, ``single_contact`` one person, ``territory`` the most specific one and on overflow
its neighbour or parent, ``top_producer`` a tier by its share and its guaranteed part. Before any
method a known customer or duplicate may stay with its salesperson, without using up a turn. Days
and weeks of limits are those of the salesperson's time zone and language; a team's those of its
leader.
"""

from . import (
    lead_distribution_rule,
    lead_distribution_rule_match,
    lead_distribution_rule_presence,
    lead_distribution_rule_text,
    lead_limit_mixin,
    lead_distribution_member,
    lead_distribution_tier,
    lead_territory,
    crm_team,
    res_partner,
    res_users,
    lead_status_reason,
)
