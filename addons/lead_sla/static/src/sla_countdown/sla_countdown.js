import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const REFRESH = 15000;
const SOON = 15; // minutes
const HOUR = 60;
const DAY = 24 * HOUR;

function describe(minutes, isLate) {
    if (minutes < HOUR) {
        return isLate ? _t("%s min overdue", minutes) : _t("%s min left", minutes);
    }
    if (minutes < DAY) {
        const hours = Math.floor(minutes / HOUR);
        return isLate ? _t("%s h overdue", hours) : _t("%s h left", hours);
    }
    const days = Math.floor(minutes / DAY);
    return isLate ? _t("%s d overdue", days) : _t("%s d left", days);
}

/** A deadline as the time that is left until it, kept up to date while it is on screen. */
export class SlaCountdown extends Component {
    static template = "lead_sla.SlaCountdown";
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: DateTime.now() });
        let timer;
        onMounted(() => {
            timer = browser.setInterval(() => (this.clock.now = DateTime.now()), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get deadline() {
        return this.props.record.data[this.props.name];
    }

    get minutes() {
        return this.deadline.diff(this.clock.now, "minutes").minutes;
    }

    get text() {
        return describe(Math.floor(Math.abs(this.minutes)), this.minutes < 0);
    }

    get title() {
        return formatDateTime(this.deadline);
    }

    get className() {
        if (this.minutes < 0) {
            return "text-bg-danger";
        }
        return this.minutes < SOON ? "text-bg-warning" : "text-bg-info";
    }
}

registry.category("fields").add("sla_countdown", {
    component: SlaCountdown,
    displayName: _t("Time left"),
    supportedTypes: ["datetime"],
});
