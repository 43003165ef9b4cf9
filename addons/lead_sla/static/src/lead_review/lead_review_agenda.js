import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// what opens by a method of its own; everything else has a form
const OPENERS = {
    "lead.metric.value": "action_view_trend",
    "lead.review.decision": "action_open_document",
};

/** The agenda of a review as the server wrote it; what is clicked opens, with a way back. */
export class LeadReviewAgenda extends Component {
    static template = "lead_sla.LeadReviewAgenda";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get agenda() {
        return this.props.record.data[this.props.name];
    }

    onClick(ev) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return; // the browser opens the link in a tab of its own
        }
        const more = ev.target.closest("[data-more]");
        const line = ev.target.closest("tr[data-id]");
        if (!more && !line) {
            return;
        }
        ev.preventDefault();
        return more ? this.openSection(more.dataset.more) : this.openLine(line.dataset);
    }

    /** Open the list of all that a section is about. */
    async openSection(section) {
        const { resId } = this.props.record;
        const action = await this.orm.call("lead.review", "action_view_section", [resId, section]);
        return this.action.doAction(action);
    }

    async openLine({ model, id }) {
        const resId = Number(id);
        if (OPENERS[model]) {
            return this.action.doAction(await this.orm.call(model, OPENERS[model], [resId]));
        }
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("lead_review_agenda", {
    component: LeadReviewAgenda,
    displayName: _t("Agenda"),
    supportedTypes: ["html"],
});
