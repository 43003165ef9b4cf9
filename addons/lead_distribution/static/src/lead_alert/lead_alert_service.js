import { registry } from "@web/core/registry";
import { session } from "@web/session";

import { LeadAlertCards } from "./lead_alert_cards";
import { LeadAlertCenter } from "./lead_alert_center";

/** Alerts for members of pools; what they need to begin comes with the page. */
export const leadAlertService = {
    dependencies: ["bus_service", "orm", "action", "notification"],

    start(env, services) {
        if (!session.lead_alerts) {
            return null;
        }
        const center = new LeadAlertCenter(services, session.lead_alerts);
        registry
            .category("main_components")
            .add("lead_distribution.LeadAlertCards", { Component: LeadAlertCards });
        center.start(session.lead_alerts.pool_ids);
        return center;
    },
};

registry.category("services").add("lead_alert", leadAlertService);
