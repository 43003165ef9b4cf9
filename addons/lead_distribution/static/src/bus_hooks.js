import { onMounted, onWillUnmount } from "@odoo/owl";

import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";

const PATIENCE = 2000; // one request for all that happens meanwhile

/** Do something with each message of a type that the bus brings. */
export function useBusMessage(type, callback) {
    const bus = useService("bus_service");
    const listener = (payload) => callback(payload); // the bus knows one type per function
    onMounted(() => bus.subscribe(type, listener));
    onWillUnmount(() => bus.unsubscribe(type, listener));
}

/** Do something soon, and once for all who ask meanwhile. */
export function useSoon(work) {
    let timer = null;
    onWillUnmount(() => browser.clearTimeout(timer));
    return () => {
        timer ??= browser.setTimeout(() => {
            timer = null;
            work();
        }, PATIENCE * (1 + Math.random()));
    };
}
