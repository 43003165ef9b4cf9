/** How many leads of a pool a card names; of the others it tells how many there are. */
export const NAMED = 3;

/**
 * The leads that the user is asked to claim, by pool: what the server announced, less what has
 * gone since. Nothing here asks the server or knows the screen.
 */
export class LeadAlerts {
    constructor() {
        /** @type {Map<number, {pool, leads: Object[], more: number, at_least?: boolean}>} */
        this.pools = new Map();
        this.journal = null; // of what happens while `reload` is under way
    }

    /** Add what was announced: leads with what is shown of them, and how many more there are. */
    announce(alert) {
        this.journal?.push(() => this.announce(alert));
        const { pool, leads, more } = alert;
        const known = this.pools.get(pool.id) || { leads: [], more: 0 };
        const others = known.leads.filter((lead) => leads.every(({ id }) => id !== lead.id));
        this.pools.set(pool.id, {
            ...known,
            ...alert,
            leads: [...leads, ...others],
            more: known.more + more,
        });
    }

    /** Take away leads that have left a pool. */
    withdraw(gone) {
        this.journal?.push(() => this.withdraw(gone));
        const known = this.pools.get(gone.pool_id);
        if (!known) {
            return;
        }
        const leads = known.leads.filter(({ id }) => !gone.lead_ids.includes(id));
        const unnamed = gone.count - (known.leads.length - leads.length);
        const more = Math.max(known.more - unnamed, 0);
        if (leads.length + more) {
            this.pools.set(gone.pool_id, { ...known, leads, more });
        } else {
            this.pools.delete(gone.pool_id);
        }
    }

    /** Whether there are leads without a name that a card has room for. */
    get isShort() {
        return [...this.pools.values()].some(({ leads, more }) => more && leads.length < NAMED);
    }

    /**
     * Replace everything by what `load` gives. What happens while it is under way is newer than
     * its answer, so it is done again on top of that.
     */
    async reload(load) {
        const missed = [];
        this.journal = missed;
        try {
            const alerts = await load();
            this.journal = null;
            this.pools.clear();
            alerts.forEach((alert) => this.announce(alert));
            missed.forEach((redo) => redo());
        } finally {
            this.journal = null;
        }
    }
}
