import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A draft is added to the rules in force, and the result read from the picture to the step. */
tours.add("lead_simulation_draft", {
    steps: () => [
        {
            content: "From the rules",
            trigger: ".o_control_panel button[name=action_simulate]",
            run: "click",
        },
        {
            content: "Add a draft",
            trigger: ".o_field_widget[name=rule_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: ".modal .o_data_row td:contains(Draft for Rep C)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_data_row:contains(Draft for Rep C)" },
        { trigger: "button[name=action_run]:contains(Simulate)", run: "click" },
        {
            content: "The picture comes first",
            trigger: ".o_lead_simulation_chart .row:contains(Rep C):contains(+100.0)",
        },
        {
            content: "Each figure opens its leads",
            trigger:
                ".o_field_widget[name=owner_row_ids] .o_data_row:contains(Rep C) button[name=action_open_leads]",
            run: "click",
        },
        { trigger: ".o_data_row:contains(Lead 0):contains(Draft for Rep C)" },
        {
            content: "And why?",
            trigger: ".o_data_row:contains(Lead 0) button[name=action_open_trace]",
            run: "click",
        },
        {
            trigger:
                ".modal .o_lead_simulation_trace:contains(Rep C was next in turn):contains(It was not needed)",
        },
    ],
});

/** For one lead, from its own form. */
tours.add("lead_simulation_lead", {
    steps: () => [
        { trigger: ".nav-link:contains(Why?)", run: "click" },
        { trigger: "button[name=action_explain_distribution]", run: "click" },
        {
            trigger: ".modal .o_lead_simulation_trace tr:contains(Rep A):contains(gets the lead)",
        },
    ],
});
