import { Component, useRef, useState } from "@odoo/owl";

import { useCommand } from "@web/core/commands/command_hook";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { PoolCountdown } from "../pool_countdown/pool_countdown";
import { NAMED } from "./lead_alerts";

/** One card per pool with the leads to claim; it takes no focus, and hinders nobody's work. */
export class LeadAlertCards extends Component {
    static template = "lead_distribution.LeadAlertCards";
    static components = { PoolCountdown };
    static props = {};

    setup() {
        this.center = useService("lead_alert");
        this.state = useState(this.center.state);
        this.root = useRef("root");
        useCommand(_t("Go to the leads to claim"), () => this.focus(), {
            hotkey: "alt+shift+l",
            global: true,
            isAvailable: () => this.state.cards.length > 0,
        });
    }

    focus() {
        this.root.el?.querySelector("button")?.focus();
    }

    countOf({ leads, more }) {
        return leads.length + more;
    }

    titleOf(card) {
        const count = this.countOf(card);
        if (card.isAtLeast) {
            return _t("More than %(count)s leads in %(pool)s", { count, pool: card.pool.name });
        }
        return count === 1
            ? _t("A lead in %s", card.pool.name)
            : _t("%(count)s leads in %(pool)s", { count, pool: card.pool.name });
    }

    named({ leads }) {
        return leads.slice(0, NAMED);
    }

    /** What is told of a lead in a line: who, where from, what source. */
    about(lead) {
        return [lead.customer, lead.country, lead.source].filter(Boolean);
    }

    labelOf(lead) {
        return _t("Claim %s", lead.name);
    }

    nextAt(lead) {
        return deserializeDateTime(lead.next_at);
    }

    /** Do something once: a second click while it is under way does nothing. */
    async once(ev, work) {
        const button = ev.currentTarget;
        button.disabled = true;
        try {
            await work();
        } finally {
            button.disabled = false;
        }
    }
}
