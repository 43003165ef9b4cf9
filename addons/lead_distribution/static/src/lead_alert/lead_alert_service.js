import { registry } from "@web/core/registry";
import { session } from "@web/session";

import { LeadAlertCards } from "./lead_alert_cards";
import { followPools, LeadAlertCenter } from "./lead_alert_center";

/** Live pools, and alerts for their members; what is needed to begin comes with the page. */
export const leadAlertService = {
    dependencies: ["bus_service", "orm", "action", "notification"],

    start(env, services) {
        followPools(services.bus_service, session.lead_pool_ids || []);
        if (!session.lead_alerts) {
            return null;
        }
        const center = new LeadAlertCenter(services, session.lead_alerts);
        registry
            .category("main_components")
            .add("lead_distribution.LeadAlertCards", { Component: LeadAlertCards });
        center.start();
        return center;
    },
};

registry.category("services").add("lead_alert", leadAlertService);
