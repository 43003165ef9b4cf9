import { registry } from "@web/core/registry";

// a manager chooses a team and a period, opens the leads behind a bar, and comes back to the same
registry.category("web_tour.tours").add("lead_sla_dashboard", {
    steps: () => [
        {
            content: "all teams at first",
            trigger: ".o_lead_dashboard_teams:contains(All Teams)",
        },
        {
            trigger:
                ".o_lead_dashboard_card[data-card=funnel] [data-row='1_generated'] .o_lead_dashboard_number:contains(/^3$/)",
        },
        {
            trigger: ".o_lead_dashboard_card[data-card=speed] canvas, .o_lead_dashboard_card[data-card=speed] .o_lead_dashboard_empty",
        },
        {
            content: "choose a team",
            trigger: ".o_lead_dashboard_teams",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Inside Sales)",
            run: "click",
        },
        {
            trigger: ".o_lead_dashboard_teams:contains(Inside Sales)",
        },
        {
            content: "only its leads are counted",
            trigger:
                ".o_lead_dashboard_card[data-card=funnel] [data-row='1_generated'] .o_lead_dashboard_number:contains(/^2$/)",
        },
        {
            content: "choose a period",
            trigger: ".o_lead_dashboard_period",
            run: "click",
        },
        {
            trigger: ".o-dropdown-item:contains(Last 7 Days)",
            run: "click",
        },
        {
            trigger: ".o_lead_dashboard_period:contains(Last 7 Days)",
        },
        {
            content: "open the leads behind the first bar",
            trigger:
                ".o_lead_dashboard_cards:not([aria-busy]) [data-card=funnel] [data-row='1_generated'] .progress-bar",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Harbour Crane)",
        },
        {
            content: "these two, and no other",
            trigger:
                ".o_list_view:not(:contains(Elsewhere)):not(:has(.o_data_row:eq(2))) .o_data_row:contains(Harbour Dock)",
        },
        {
            content: "go back to the same picture",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_lead_dashboard_period:contains(Last 7 Days)",
        },
        {
            trigger: ".o_lead_dashboard_teams:contains(Inside Sales)",
        },
    ],
});
