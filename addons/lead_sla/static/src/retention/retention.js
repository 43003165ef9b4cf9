import { Component, onMounted, onWillUnmount, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { formatDate, formatDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { daysBetween, daysUntil, retention } from "./forgetting";

const { DateTime } = luxon;

const REFRESH = 60000;
const NEAR = 15; // points above the threshold
const WIDTH = 320;
const HEIGHT = 96;
const POINTS = 64;

const DEPENDENCIES = [
    { name: "last_contact_at", type: "datetime" },
    { name: "half_life_days", type: "float" },
    { name: "forget_threshold", type: "float" },
];

/** What both pictures know: how much is remembered now, counted by the browser's own clock. */
class Retention extends Component {
    static props = { ...standardFieldProps };

    setup() {
        this.clock = useState({ now: DateTime.now() });
        let timer;
        onMounted(() => {
            timer = browser.setInterval(() => (this.clock.now = DateTime.now()), REFRESH);
        });
        onWillUnmount(() => browser.clearInterval(timer));
    }

    get data() {
        return this.props.record.data;
    }

    get hasCurve() {
        return Boolean(this.data.last_contact_at && this.data.half_life_days);
    }

    get age() {
        return Math.max(daysBetween(this.data.last_contact_at, this.clock.now), 0);
    }

    get level() {
        return retention(this.age, this.data.half_life_days);
    }

    get percent() {
        return Math.round(this.level * 100);
    }

    get color() {
        const points = this.level * 100 - this.data.forget_threshold;
        if (points < 0) {
            return "danger";
        }
        return points < NEAR ? "warning" : "success";
    }

    get forgetDays() {
        return daysUntil(this.data.forget_threshold / 100, this.data.half_life_days);
    }

    get title() {
        return _t("Last contact %(contact)s, below %(threshold)s from %(date)s", {
            contact: formatDateTime(this.data.last_contact_at),
            threshold: `${Math.round(this.data.forget_threshold)}%`,
            date: formatDate(this.data.last_contact_at.plus({ days: this.forgetDays })),
        });
    }
}

export class RetentionGauge extends Retention {
    static template = "lead_sla.RetentionGauge";

    get arc() {
        const around = 2 * Math.PI * 8;
        return `${(around * this.level).toFixed(2)} ${around.toFixed(2)}`;
    }
}

export class RetentionCurve extends Retention {
    static template = "lead_sla.RetentionCurve";
    width = WIDTH;
    height = HEIGHT;

    get isRightToLeft() {
        return localization.direction === "rtl";
    }

    /** How many days the picture shows: past the threshold, and past today. */
    get span() {
        return Math.max(this.forgetDays * 2, this.age * 1.1, 1);
    }

    x(days) {
        const x = (days / this.span) * WIDTH;
        return this.isRightToLeft ? WIDTH - x : x;
    }

    y(level) {
        return HEIGHT * (1 - level);
    }

    get line() {
        return Array.from({ length: POINTS + 1 }, (_, index) => {
            const days = (index / POINTS) * this.span;
            const level = retention(days, this.data.half_life_days);
            return `${this.x(days).toFixed(1)},${this.y(level).toFixed(1)}`;
        }).join(" ");
    }

    get thresholdY() {
        return this.y(this.data.forget_threshold / 100);
    }

    get now() {
        return { x: this.x(Math.min(this.age, this.span)), y: this.y(this.level) };
    }

    get caption() {
        const left = this.forgetDays - this.age;
        if (left < 0) {
            return _t("Forgotten for %s days: get in contact", Math.ceil(-left));
        }
        return _t("%(percent)s remembered, %(days)s days left to get in contact", {
            percent: `${this.percent}%`,
            days: Math.round(left),
        });
    }
}

registry.category("fields").add("retention_gauge", {
    component: RetentionGauge,
    displayName: _t("Retention gauge"),
    supportedTypes: ["float"],
    fieldDependencies: DEPENDENCIES,
});

registry.category("fields").add("retention_curve", {
    component: RetentionCurve,
    displayName: _t("Forgetting curve"),
    supportedTypes: ["float"],
    fieldDependencies: DEPENDENCIES,
});
