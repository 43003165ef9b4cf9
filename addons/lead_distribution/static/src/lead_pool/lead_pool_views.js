import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

import { useLeadsGone } from "./leads_gone_hook";

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

registry
    .category("views")
    .add("pool_lead_kanban", { ...kanbanView, Controller: PoolLeadKanbanController })
    .add("pool_lead_list", { ...listView, Controller: PoolLeadListController });
