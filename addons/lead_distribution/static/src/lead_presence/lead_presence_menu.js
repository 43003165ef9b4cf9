import { Component, useState } from "@odoo/owl";

import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const ICONS = { available: "fa-check-circle", busy: "fa-minus-circle", away: "fa-moon-o" };
const COLORS = { available: "text-success", busy: "text-warning", away: "text-danger" };

/** The rep's switch in the top bar: available, busy, away until … */
export class LeadPresenceMenu extends Component {
    static template = "lead_distribution.LeadPresenceMenu";
    static components = { Dropdown, DropdownItem };
    static props = {};

    setup() {
        this.service = useService("lead_presence");
        this.action = useService("action");
        this.presence = useState(this.service.presence);
        this.alerts = useService("lead_alert");
        this.alertState = useState(this.alerts?.state || {});
    }

    get states() {
        return { available: _t("Available"), busy: _t("Busy"), away: _t("Away") };
    }

    get choices() {
        return [
            { key: "available", state: "available", label: _t("Available"), text: _t("You get leads and can claim them.") },
            { key: "busy", state: "busy", label: _t("Busy"), text: _t("No new leads until you are available again.") },
            { key: "hour", state: "away", until: "hour", label: _t("Away for an hour") },
            { key: "tomorrow", state: "away", until: "tomorrow", label: _t("Away until tomorrow morning") },
        ];
    }

    iconOf(state) {
        return ICONS[state];
    }

    colorOf(state) {
        return COLORS[state];
    }

    get label() {
        return this.states[this.presence.state];
    }

    get title() {
        const { state, until } = this.presence;
        if (state === "available" || !until) {
            return _t("Availability for leads: %s", this.label);
        }
        return _t("Availability for leads: %(state)s until %(time)s", {
            state: this.label,
            time: toLocaleDateTimeString(until, { showSeconds: false }),
        });
    }

    isCurrent(choice) {
        return choice.state === this.presence.state && !choice.until;
    }

    choose({ state, until }) {
        return this.service.set(user.userId, state, until);
    }

    toggleQuiet() {
        return this.alerts.setQuiet(!this.alertState.quiet);
    }

    chooseDate() {
        return this.action.doAction("lead_distribution.lead_presence_wizard_action");
    }
}
