import { registry } from "@web/core/registry";

// a leader reads the metrics of a team, opens the leads behind a number, and how it went before
registry.category("web_tour.tours").add("lead_sla_metrics", {
    steps: () => [
        {
            content: "the metrics of the month are listed, by team",
            trigger: ".o_list_view .o_data_row:contains(Opportunity to Customer):contains(2 of 3)",
        },
        {
            content: "what has no data is empty",
            trigger:
                ".o_list_view .o_data_row:contains(SLA Kept) [name=value_text]:not(:contains(0))",
        },
        {
            content: "open the leads behind a number",
            trigger:
                ".o_list_view .o_data_row:contains(Opportunity to Customer):contains(2 of 3) [name=metric_id]",
            run: "click",
        },
        {
            content: "as many as it says, the lost one too",
            trigger: ".o_last_breadcrumb_item:contains(Opportunity to Customer)",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:eq(3))) .o_data_row:eq(2)",
        },
        {
            content: "go back",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "open those that made it",
            trigger:
                ".o_data_row:contains(Opportunity to Customer):contains(2 of 3) button[name=action_view_reached]",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:eq(2))) .o_data_row:eq(1)",
        },
        {
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "see how it went",
            trigger:
                ".o_data_row:contains(Opportunity to Customer):contains(2 of 3) button[name=action_view_trend]",
            run: "click",
        },
        {
            trigger: ".o_graph_view .o_graph_canvas_container canvas",
        },
    ],
});
