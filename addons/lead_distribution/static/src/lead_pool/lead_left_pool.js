import { Component, useState } from "@odoo/owl";

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { useBusMessage } from "@lead_distribution/bus_hooks";

/**
 * Have an open lead show at once that somebody else has claimed it: by what it is now, or in a
 * sentence to who may not read it any more, or is writing on it.
 */
export class LeadLeftPool extends Component {
    static template = "lead_distribution.LeadLeftPool";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ leftId: false });
        useBusMessage("lead_pool_gone", ({ lead_ids: leadIds }) => {
            if (leadIds.includes(this.props.record.resId)) {
                return this.onLeft();
            }
        });
    }

    async onLeft() {
        const { record } = this.props;
        const { resId, resModel } = record;
        const isReadable = await this.orm.silent.searchCount(resModel, [["id", "=", resId]]);
        if (resId !== record.resId) {
            return;
        }
        if (isReadable && !(await record.isDirty())) {
            await record.load();
        } else {
            this.state.leftId = resId;
        }
    }

    get hasLeft() {
        return this.state.leftId === this.props.record.resId;
    }
}

registry.category("fields").add("lead_left_pool", {
    component: LeadLeftPool,
    displayName: _t("Leaves the pool"),
    supportedTypes: ["boolean"],
});
