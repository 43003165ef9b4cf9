import { onMounted, onWillUnmount } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

const PATIENCE = 2000; // one request for all that happens meanwhile

export function useBusMessage(type, callback) {
    const bus = useService("bus_service");
    const listener = (payload) => callback(payload); // the bus knows one type per function
    onMounted(() => bus.subscribe(type, listener));
    onWillUnmount(() => bus.unsubscribe(type, listener));
}

/** Do something soon, and once for all who ask meanwhile. */
function useSoon(work) {
    let timer = null;
    onWillUnmount(() => browser.clearTimeout(timer));
    return () => {
        timer ??= browser.setTimeout(() => {
            timer = null;
            work();
        }, PATIENCE * (1 + Math.random()));
    };
}

/**
 * Have leads leave a list or kanban as soon as somebody has claimed them, without a request. Of
 * pools that tell only how many have gone, it is asked for anew.
 */
export function useLeadsGone(model) {
    const reload = useSoon(() => model.load());
    useBusMessage("lead_pool_gone", ({ pool_id: poolId, lead_ids: leadIds }) => {
        const records = model.root?.records || [];
        if (!leadIds.length && records.some(({ data }) => data.pool_id?.id === poolId)) {
            reload();
        }
        const gone = records.filter(({ resId }) => leadIds.includes(resId));
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
    const recount = useSoon(() => model.load());
    useBusMessage("lead_pool_gone", recount);
    useBusMessage("lead_pool_filled", recount);
}
