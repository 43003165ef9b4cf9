import { reactive } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { RPCError } from "@web/core/network/rpc";
import { Mutex } from "@web/core/utils/concurrency";
import { user } from "@web/core/user";

import { DismissedAlerts } from "./dismissed_alerts";
import { LeadAlerts } from "./lead_alerts";

const PATIENCE = 2000; // so that many who need the same answer do not all ask at once

function keysOf({ pool, leads, more }) {
    return [...leads.map(({ id }) => `lead_${id}`), ...(more ? [`pool_${pool.id}`] : [])];
}

/** Hear when leads come to these pools and leave them, whoever takes them. */
export function followPools(bus, poolIds) {
    poolIds.forEach((id) => bus.addChannel(`lead.pool_${id}`));
}

/** Leads to claim, live on every tab of the reps who may: told, claimed, gone. */
export class LeadAlertCenter {
    constructor({ bus_service: bus, orm, action, notification }, { quiet, available }) {
        Object.assign(this, { bus, orm, action, notification });
        this.alerts = new LeadAlerts();
        this.dismissed = new DismissedAlerts(() => this.update());
        this.mutex = new Mutex();
        this.state = reactive({ quiet, available, cards: [] });
    }

    start() {
        this.bus.subscribe("lead_alert", (alert) => this.onAlert(alert));
        this.bus.subscribe("lead_pool_gone", (gone) => this.onGone(gone));
        this.bus.subscribe("lead_quiet", ({ quiet }) => this.set({ quiet }));
        this.bus.subscribe("lead_presence", ({ state }) =>
            this.set({ available: state === "available" })
        );
        this.bus.addEventListener("BUS:RECONNECT", () => this.refresh());
        return this.refresh();
    }

    onAlert(alert) {
        followPools(this.bus, [alert.pool.id]);
        this.dismissed.remove(keysOf(alert));
        this.alerts.announce(alert);
        this.update();
    }

    onGone(gone) {
        this.alerts.withdraw(gone);
        if (this.alerts.isShort && !this.timer) {
            this.timer = browser.setTimeout(() => this.refresh(), PATIENCE * (1 + Math.random()));
        }
        this.update();
    }

    set(values) {
        Object.assign(this.state, values);
        this.update();
        return this.refresh();
    }

    get isOpen() {
        return this.state.available && !this.state.quiet;
    }

    /** Ask the server for what is to be claimed now. */
    refresh() {
        browser.clearTimeout(this.timer);
        this.timer = null;
        return this.mutex.exec(async () => {
            await this.alerts.reload(() => this.load());
            this.update();
        });
    }

    async load() {
        return this.isOpen ? this.orm.silent.call("lead.pool", "get_lead_alerts", []) : [];
    }

    update() {
        this.state.cards = this.isOpen ? this.getCards() : [];
    }

    /** Return the pools with what the user has not closed, and may claim in this company. */
    getCards() {
        return [...this.alerts.pools.values()]
            .map(({ pool, leads, more, at_least: isAtLeast }) => {
                const isClosed = this.dismissed.has(`pool_${pool.id}`);
                return {
                    pool,
                    leads: leads.filter((lead) => this.isShown(lead)),
                    more: isClosed ? 0 : more,
                    isAtLeast: isAtLeast && !isClosed,
                };
            })
            .filter(({ leads, more }) => leads.length + more);
    }

    isShown({ id, company_id: companyId }) {
        const isHere = !companyId || user.activeCompanies.some(({ id }) => id === companyId);
        return isHere && !this.dismissed.has(`lead_${id}`);
    }

    dismiss(card) {
        this.dismissed.add(keysOf(card));
        this.update();
    }

    claim(lead) {
        return this.run("crm.lead", "action_claim", lead.id);
    }

    claimNext({ pool }) {
        return this.run("lead.pool", "action_claim_next", pool.id);
    }

    openLeads({ pool }) {
        return this.run("lead.pool", "action_open_leads", pool.id);
    }

    /** Do what a method says comes next; a refusal is told in a line, not in a dialog. */
    async run(model, method, id) {
        let action;
        try {
            action = await this.orm.call(model, method, [[id]]);
        } catch (error) {
            if (!(error instanceof RPCError && error.data?.message)) {
                throw error;
            }
            this.notification.add(error.data.message, { type: "warning", autocloseDelay: 8000 });
            return this.refresh();
        }
        return this.action.doAction(action);
    }

    async setQuiet(quiet) {
        await this.orm.call("res.users", "action_set_lead_quiet", [[user.userId], quiet]);
        return this.set({ quiet });
    }
}
