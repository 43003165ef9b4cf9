import { reactive } from "@odoo/owl";

import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

import { LeadPresenceMenu } from "./lead_presence_menu";

function read({ state, until }) {
    return { state, until: until ? deserializeDateTime(until) : null };
}

/** The user's availability for leads: comes with the page, and live when it changes anywhere. */
export const leadPresenceService = {
    dependencies: ["bus_service", "orm"],

    start(env, { bus_service: bus, orm }) {
        if (!session.lead_presence) {
            return null;
        }
        const presence = reactive(read(session.lead_presence));
        bus.subscribe("lead_presence", (payload) => Object.assign(presence, read(payload)));
        registry
            .category("systray")
            .add("lead_distribution.presence", { Component: LeadPresenceMenu }, { sequence: 30 });
        return {
            presence,
            async set(userId, state, until = false) {
                const args = [[userId], state, until];
                const [payload] = await orm.call("res.users", "action_set_lead_presence", args);
                Object.assign(presence, read(payload));
            },
        };
    },
};

registry.category("services").add("lead_presence", leadPresenceService);
