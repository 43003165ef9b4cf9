import { Component, onMounted, useRef } from "@odoo/owl";
import { hasTouch } from "@web/core/browser/feature_detection";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { DiscoveryCriterion } from "./discovery_criterion";

const VERDICT_CLASSES = {
    passed: "text-bg-success",
    failed: "text-bg-danger",
    incomplete: "text-bg-warning",
};

const GRADE_CLASSES = {
    a: "text-bg-success",
    b: "text-bg-info",
    c: "text-bg-warning",
    d: "text-bg-danger",
};

/**
 * The criteria of a scorecard as the screen of a discovery call: one answer per key or click. Score,
 * grade and verdict come from the server as the answers go in, and the draft is saved with each.
 */
export class DiscoveryCall extends Component {
    static template = "lead_qualification.DiscoveryCall";
    static components = { DiscoveryCriterion };
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        if (this.env.dialogData && !this.props.readonly) {
            // whichever way the dialog is left, what the customer said is kept
            this.env.dialogData.dismiss = () => this.save();
        }
        onMounted(() => {
            if (!this.props.readonly && !hasTouch()) {
                this.focusCriterion(Math.max(this.lines.findIndex((l) => l.data.is_missing), 0));
            }
        });
    }

    get data() {
        return this.props.record.data;
    }

    get lines() {
        return this.data[this.props.name].records;
    }

    get answeredCount() {
        return this.lines.filter((line) => !line.data.is_missing).length;
    }

    get progress() {
        return this.lines.length ? (100 * this.answeredCount) / this.lines.length : 0;
    }

    get progressText() {
        return _t("%(answered)s of %(all)s answered", {
            answered: this.answeredCount,
            all: this.lines.length,
        });
    }

    get score() {
        return _t("%s%%", Math.round(this.data.score));
    }

    get grade() {
        return this.data.call_data?.grades?.[this.data.grade];
    }

    get gradeClass() {
        return GRADE_CLASSES[this.data.grade];
    }

    get verdict() {
        const { selection } = this.props.record.fields.verdict;
        return selection.find(([value]) => value === this.data.verdict)?.[1];
    }

    get verdictClass() {
        return VERDICT_CLASSES[this.data.verdict] || "text-bg-secondary";
    }

    /** What may be answered to a line now; a confirmed one only shows what was answered. */
    offer(line) {
        return this.data.call_data?.criteria?.[line.data.criterion_id?.id];
    }

    async save() {
        const { record } = this.props;
        // a saved draft keeps its lines: no focus and no half-typed evidence is lost
        await record.save({ reload: !record.resId });
    }

    focusCriterion(index) {
        const groups = this.root.el.querySelectorAll("[role=radiogroup]");
        const group = groups[Math.min(Math.max(index, 0), groups.length - 1)];
        group?.querySelector("[tabindex='0']")?.focus();
        const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
        group
            ?.closest(".o_discovery_criterion")
            .scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
    }
}

export const discoveryCall = {
    component: DiscoveryCall,
    displayName: _t("Discovery call"),
    supportedTypes: ["one2many"],
    useSubView: true,
    fieldDependencies: [
        { name: "call_data", type: "json" },
        { name: "explanation", type: "char" },
        { name: "grade", type: "selection" },
        { name: "score", type: "float" },
        { name: "verdict", type: "selection" },
    ],
};

registry.category("fields").add("discovery_call", discoveryCall);
