import { useBusMessage, useSoon } from "@lead_distribution/bus_hooks";

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
