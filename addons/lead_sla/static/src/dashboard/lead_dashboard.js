import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { router } from "@web/core/browser/router";
import { CheckboxItem } from "@web/core/dropdown/checkbox_item";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DashboardChart } from "./dashboard_chart";
import { DashboardRows } from "./dashboard_rows";

/**
 * The page a manager opens every morning. One request brings all cards; this only draws them.
 *
 * The filters are kept in the address, so that a link shows the same, and in the browser for the
 * next morning.
 */
export class LeadDashboard extends Component {
    static template = "lead_sla.LeadDashboard";
    static components = {
        CheckboxItem,
        DashboardChart,
        DashboardRows,
        Dropdown,
        DropdownItem,
        Layout,
    };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.state = useState({ data: false, isLoading: true, filters: this.keptFilters() });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ filters: { ...this.state.filters } }),
        });
        onWillStart(() => this.load());
        onMounted(() => this.keepFilters());
    }

    get storageKey() {
        return `lead_sla.dashboard.${user.userId}`;
    }

    /** Return the filters of this visit, of the address, or of the last time. */
    keptFilters() {
        if (this.props.state?.filters) {
            return this.props.state.filters;
        }
        const { period, teams } = router.current;
        if (period) {
            const ids = String(teams ?? "").split(",").map(Number);
            return { period, team_ids: ids.filter((id) => id > 0) };
        }
        try {
            return JSON.parse(browser.localStorage.getItem(this.storageKey)) || {};
        } catch {
            return {};
        }
    }

    keepFilters() {
        const { period, team_ids } = this.state.filters;
        if (period) {
            browser.localStorage.setItem(this.storageKey, JSON.stringify({ period, team_ids }));
            this.props.updateActionState?.({ period, teams: team_ids.join(",") || undefined });
        }
    }

    async load(filters = this.state.filters) {
        this.state.isLoading = true;
        try {
            const data = await this.keepLast.add(
                this.orm.call("lead.dashboard", "get_data", [filters])
            );
            Object.assign(this.state, { data, filters: data.filters });
        } catch (error) {
            // the page stays, with the figures it had
            const message = error.data?.message || error.message;
            this.notification.add(message, { type: "danger", title: _t("Dashboard") });
        }
        this.state.isLoading = false;
    }

    async choose(filters) {
        await this.load({ ...this.state.filters, ...filters });
        this.keepFilters();
    }

    toggleTeam(id) {
        const chosen = this.state.filters.team_ids;
        const team_ids = chosen.includes(id)
            ? chosen.filter((other) => other !== id)
            : [...chosen, id];
        return this.choose({ team_ids });
    }

    get periodName() {
        const { periods, filters } = this.state.data;
        return periods.find((period) => period.key === filters.period).name;
    }

    get teamsName() {
        const { teams, filters } = this.state.data;
        const chosen = teams.filter((team) => filters.team_ids.includes(team.id));
        if (!chosen.length) {
            return _t("All Teams");
        }
        return chosen.length > 1 ? _t("%s teams", chosen.length) : chosen[0].name;
    }

    open(action) {
        if (action) {
            this.action.doAction(action);
        }
    }
}

registry.category("actions").add("lead_dashboard", LeadDashboard);
