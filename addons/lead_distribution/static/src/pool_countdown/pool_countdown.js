import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;

const REFRESH = 10000;
const SOON = 5; // minutes
const HOUR = 60;
const DAY = 24 * HOUR;

function amount(minutes) {
    if (minutes < HOUR) {
        return _t("%s min", Math.max(minutes, 1));
    }
    if (minutes < DAY) {
        return _t("%s h", Math.floor(minutes / HOUR));
    }
    return _t("%s d", Math.floor(minutes / DAY));
}

/** What a pool does next with a lead and in how many minutes, kept up to date on screen. */
export class PoolCountdown extends Component {
    static template = "lead_distribution.PoolCountdown";
    static props = { at: DateTime, step: { type: [String, Boolean], optional: true } };

    setup() {
        this.clock = useState({ now: DateTime.now() });
        let timer;
        onMounted(() => {
            timer = browser.setInterval(() => (this.clock.now = DateTime.now()), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get minutes() {
        return Math.ceil(this.props.at.diff(this.clock.now, "minutes").minutes);
    }

    get text() {
        const step = this.props.step || _t("Moves on");
        if (this.minutes <= 0) {
            return _t("%s now", step);
        }
        return _t("%(step)s in %(time)s", { step, time: amount(this.minutes) });
    }

    get title() {
        return formatDateTime(this.props.at);
    }

    get className() {
        return this.minutes <= SOON ? "text-danger" : "text-muted";
    }
}

/** The next step of the pool that a lead lies in, beside the field that says when it comes. */
export class PoolCountdownField extends Component {
    static template = "lead_distribution.PoolCountdownField";
    static components = { PoolCountdown };
    static props = { ...standardFieldProps };

    get at() {
        return this.props.record.data[this.props.name];
    }

    get step() {
        return this.props.record.data.pool_next_step;
    }
}

registry.category("fields").add("pool_countdown", {
    component: PoolCountdownField,
    displayName: _t("Next step of the pool"),
    supportedTypes: ["datetime"],
    fieldDependencies: [{ name: "pool_next_step", type: "char" }],
});

/** Since when a lead lies in a pool, in one short word. */
export class PoolAgeField extends Component {
    static template = "lead_distribution.PoolAgeField";
    static props = { ...standardFieldProps };

    get since() {
        return this.props.record.data[this.props.name];
    }

    get text() {
        return amount(Math.floor(DateTime.now().diff(this.since, "minutes").minutes));
    }

    get title() {
        return formatDateTime(this.since);
    }
}

registry.category("fields").add("pool_age", {
    component: PoolAgeField,
    displayName: _t("Time in the pool"),
    supportedTypes: ["datetime"],
});
