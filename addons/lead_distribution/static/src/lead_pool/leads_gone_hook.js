import { onMounted, onWillUnmount } from "@odoo/owl";

import { useService } from "@web/core/utils/hooks";

/** Have leads leave a list or kanban as soon as somebody has claimed them, without a request. */
export function useLeadsGone(model) {
    const bus = useService("bus_service");
    function onGone({ lead_ids: leadIds }) {
        const gone = (model.root?.records || []).filter(({ resId }) => leadIds.includes(resId));
        if (!gone.length) {
            return;
        }
        model.root._removeRecords(gone.map(({ id }) => id));
        if (!model.root.records.length) {
            model.load(); // the next page, or the words for an empty one
        }
    }
    onMounted(() => bus.subscribe("lead_pool_gone", onGone));
    onWillUnmount(() => bus.unsubscribe("lead_pool_gone", onGone));
}
