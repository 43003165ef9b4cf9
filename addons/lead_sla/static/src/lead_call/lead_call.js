import { Component, onMounted, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const { DateTime } = luxon;
const MINUTE = 60000;

/** Who is on the phone with the customer, live; what is written meanwhile comes into the chatter. */
export class LeadCall extends Component {
    static template = "lead_sla.LeadCall";
    static props = { ...standardFieldProps };

    setup() {
        this.bus = useService("bus_service");
        this.orm = useService("orm");
        this.store = useService("mail.store");
        this.state = useState({ call: false, minutes: 0 });
        // what is replaced before it is mounted must not have subscribed
        const listener = ({ lead_id: leadId }) => this.onChanged(leadId);
        onMounted(() => {
            this.bus.subscribe("lead_watched", listener);
            this.timer = browser.setInterval(() => this.tick(), MINUTE / 4);
        });
        useEffect(
            (leadId) => {
                if (!leadId) {
                    return;
                }
                const channel = `lead.watch_${leadId}`;
                this.bus.addChannel(channel);
                return () => this.bus.deleteChannel(channel);
            },
            () => [this.props.record.resId]
        );
        useEffect(
            (call) => this.show(call),
            () => [this.props.record.data[this.props.name]]
        );
        onWillUnmount(() => {
            this.bus.unsubscribe("lead_watched", listener);
            browser.clearInterval(this.timer);
        });
    }

    async onChanged(leadId) {
        const { resId, resModel } = this.props.record;
        if (leadId !== resId) {
            return;
        }
        this.store.Thread.get({ model: resModel, id: resId })?.fetchNewMessages();
        // who may not read the lead any more learns nothing
        const [values] = await this.orm.silent.read(resModel, [resId], [this.props.name]);
        if (values && resId === this.props.record.resId) {
            this.show(values[this.props.name]);
        }
    }

    show(call) {
        this.state.call = call;
        this.tick();
    }

    tick() {
        const { call } = this.state;
        if (call) {
            const passed = DateTime.now().diff(deserializeDateTime(call.since));
            this.state.minutes = Math.max(0, Math.floor(passed.toMillis() / MINUTE));
        }
    }

    get text() {
        const { user } = this.state.call;
        return _t("%(user)s is on the phone with this customer, for %(minutes)s min", {
            user,
            minutes: this.state.minutes,
        });
    }
}

registry.category("fields").add("lead_call", {
    component: LeadCall,
    displayName: _t("Call going on"),
    supportedTypes: ["json"],
});
