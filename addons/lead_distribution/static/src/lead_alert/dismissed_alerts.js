import { browser } from "@web/core/browser/browser";

const KEY = "lead_distribution.dismissed_alerts";
const KEPT = 500;

/** The alerts (`lead_5`, `pool_3`) that the user has closed, in whichever tab of this browser. */
export class DismissedAlerts {
    constructor(onChange) {
        this.read();
        browser.addEventListener("storage", ({ key }) => {
            if (key === KEY) {
                this.read();
                onChange();
            }
        });
    }

    read() {
        try {
            this.keys = new Set(JSON.parse(browser.localStorage.getItem(KEY) || "[]"));
        } catch {
            this.keys = new Set(); // written by somebody else
        }
    }

    has(key) {
        return this.keys.has(key);
    }

    add(keys) {
        this.write([...this.keys, ...keys]);
    }

    remove(keys) {
        if (keys.some((key) => this.keys.has(key))) {
            this.write([...this.keys].filter((key) => !keys.includes(key)));
        }
    }

    write(keys) {
        this.keys = new Set(keys.slice(-KEPT));
        browser.localStorage.setItem(KEY, JSON.stringify([...this.keys]));
    }
}
