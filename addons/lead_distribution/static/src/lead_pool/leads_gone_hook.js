import { onMounted, onWillUnmount } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

const PATIENCE = 2000; // one request for all that happens meanwhile

function useBusMessage(type, callback) {
    const bus = useService("bus_service");
    const listener = (payload) => callback(payload); // the bus knows one type per function
    onMounted(() => bus.subscribe(type, listener));
    onWillUnmount(() => bus.unsubscribe(type, listener));
}

/** Have leads leave a list or kanban as soon as somebody has claimed them, without a request. */
export function useLeadsGone(model) {
    useBusMessage("lead_pool_gone", ({ lead_ids: leadIds }) => {
        const gone = (model.root?.records || []).filter(({ resId }) => leadIds.includes(resId));
        if (!gone.length) {
            return;
        }
        model.root._removeRecords(gone.map(({ id }) => id));
        if (!model.root.records.length) {
            model.load(); // the next page, or the words for an empty one
        }
    });
}

/** Have a kanban of pools count anew when leads come or go. */
export function useLiveCounts(model) {
    let timer = null;
    function recount() {
        timer ??= browser.setTimeout(() => {
            timer = null;
            model.load();
        }, PATIENCE * (1 + Math.random()));
    }
    useBusMessage("lead_pool_gone", recount);
    useBusMessage("lead_pool_filled", recount);
    onWillUnmount(() => browser.clearTimeout(timer));
}
