import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = { draft: "fa-pencil", confirmed: "fa-check" };

/** The card of the call, and the others that are meant for its lead: each keeps its own draft. */
export class DiscoveryCards extends Component {
    static template = "lead_qualification.DiscoveryCards";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get current() {
        return this.props.record.data[this.props.name];
    }

    get cards() {
        return this.props.readonly ? [] : this.props.record.data.call_data?.cards || [];
    }

    icon(card) {
        return ICONS[card.state];
    }

    async choose(card) {
        const { record } = this.props;
        if (card.id === this.current.id) {
            return;
        }
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        const leadId = record.data.lead_id.id;
        this.action.doAction(await this.orm.call("crm.lead", "action_assess", [[leadId], card.id]));
    }
}

registry.category("fields").add("discovery_cards", {
    component: DiscoveryCards,
    displayName: _t("Scorecards of the call"),
    supportedTypes: ["many2one"],
    fieldDependencies: [
        { name: "call_data", type: "json" },
        { name: "lead_id", type: "many2one", relation: "crm.lead" },
    ],
});
