import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

import { useBusMessage, useSoon } from "@lead_distribution/bus_hooks";

/** The calls that go on stay true while they are on screen. */
class LeadCallListController extends ListController {
    setup() {
        super.setup();
        useBusMessage(
            "lead_calls_changed",
            useSoon(() => this.model.load())
        );
    }
}

registry.category("views").add("lead_call_list", { ...listView, Controller: LeadCallListController });
