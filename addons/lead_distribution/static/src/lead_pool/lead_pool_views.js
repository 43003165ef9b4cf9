import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

import { useLeadsGone, useLiveCounts } from "./leads_gone_hook";

class PoolLeadKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLeadsGone(this.model);
    }
}

class PoolLeadListController extends ListController {
    setup() {
        super.setup();
        useLeadsGone(this.model);
    }
}

/** The rep's pools: how many wait in each stays true while it is on screen. */
class LeadPoolKanbanController extends KanbanController {
    setup() {
        super.setup();
        useLiveCounts(this.model);
    }
}

registry
    .category("views")
    .add("pool_lead_kanban", { ...kanbanView, Controller: PoolLeadKanbanController })
    .add("pool_lead_list", { ...listView, Controller: PoolLeadListController })
    .add("lead_pool_kanban", { ...kanbanView, Controller: LeadPoolKanbanController });
