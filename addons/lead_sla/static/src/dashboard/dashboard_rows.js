import { Component } from "@odoo/owl";

/** Lines with a name, a number and a bar; each part of a bar opens what it counts. */
export class DashboardRows extends Component {
    static template = "lead_sla.DashboardRows";
    static props = {
        rows: Array,
        shape: { type: String, optional: true },
        onOpen: Function,
    };
}
