import { Component, onMounted, onPatched, onWillUnmount, useExternalListener } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { describe, statusOf, untilChange } from "./sla_countdown_text";

const { DateTime } = luxon;

const COLORS = {
    fine: "text-bg-success",
    soon: "text-bg-warning",
    late: "text-bg-danger",
    paused: "text-bg-secondary",
};
const ICONS = {
    fine: "fa-clock-o",
    soon: "fa-bell-o",
    late: "fa-exclamation-circle",
    paused: "fa-pause",
};

/** The fields beside a deadline: those of a lead begin with "sla_", those of an SLA do not. */
function companions(name) {
    const prefix = name.startsWith("sla_") ? "sla_" : "";
    return {
        state: `${prefix}state`,
        kind: `${prefix}kind`,
        warnAt: `${prefix}warn_at`,
        pausedBy: `${prefix}paused_by`,
        summary: `${prefix}summary`,
    };
}

/** A deadline as what must be done until it, and how long that may still take; it ticks by itself. */
export class SlaCountdown extends Component {
    static template = "lead_sla.SlaCountdown";
    static props = { ...standardFieldProps };

    setup() {
        onMounted(() => this.wait());
        onPatched(() => this.wait());
        onWillUnmount(() => browser.clearTimeout(this.timer));
        // browsers stop timers of pages nobody looks at
        useExternalListener(document, "visibilitychange", () => this.render());
    }

    /** Look at the time again when the words or the colour are going to change. */
    wait() {
        browser.clearTimeout(this.timer);
        if (this.sla.deadline && this.status !== "paused") {
            const delay = untilChange(this.sla, DateTime.now());
            this.timer = browser.setTimeout(() => this.render(), delay);
        }
    }

    get sla() {
        const { data } = this.props.record;
        const names = companions(this.props.name);
        const values = Object.entries(names).map(([key, name]) => [key, data[name]]);
        return { deadline: data[this.props.name], ...Object.fromEntries(values) };
    }

    get status() {
        return statusOf(this.sla, DateTime.now());
    }

    get text() {
        const text = describe(this.sla, DateTime.now());
        const { pausedBy } = this.sla;
        return this.status === "paused" && pausedBy ? `${text}: ${pausedBy}` : text;
    }

    get className() {
        return `${COLORS[this.status]} o_sla_${this.status}`;
    }

    get icon() {
        return ICONS[this.status];
    }

    /** When exactly, and by which policy. */
    get title() {
        const until = _t("Until %s", formatDateTime(this.sla.deadline));
        const lines = this.status === "paused" ? [] : [until];
        return [...lines, this.sla.summary].filter(Boolean).join("\n");
    }
}

registry.category("fields").add("sla_countdown", {
    component: SlaCountdown,
    displayName: _t("Time left"),
    supportedTypes: ["datetime"],
    fieldDependencies: ({ name }) => {
        const { state, kind, warnAt, pausedBy, summary } = companions(name);
        return [
            { name: state, type: "selection" },
            { name: kind, type: "selection" },
            { name: warnAt, type: "datetime" },
            { name: pausedBy, type: "char" },
            { name: summary, type: "char" },
        ];
    },
});
