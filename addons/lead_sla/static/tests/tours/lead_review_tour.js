import { registry } from "@web/core/registry";

// a leader holds the review of the team: agenda, a lead on it, a decision, minutes, held
registry.category("web_tour.tours").add("lead_sla_review", {
    steps: () => [
        {
            content: "the agenda has filled itself in",
            trigger: ".o_lead_review_urgent tr:contains(Acme waits)",
        },
        {
            content: "sections without anything say so",
            trigger: ".o_lead_review_misses:contains(Every promise was kept)",
        },
        {
            content: "open the lead from its line",
            trigger: ".o_lead_review_urgent tr:contains(Acme waits) td:eq(1)",
            run: "click",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains(Acme waits)",
        },
        {
            content: "come back to the review",
            trigger: ".o_breadcrumb .o_back_button a, .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_notebook .nav-link[name=decisions]",
            run: "click",
        },
        {
            content: "decide something",
            trigger: "[name=decision_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name=decision_ids] .o_selected_row [name=name] input",
            run: "edit Call Acme today",
        },
        {
            trigger: "[name=decision_ids] .o_selected_row [name=user_id] input",
            run: "edit Rep A",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Rep A)",
            run: "click",
        },
        {
            trigger: "[name=decision_ids] .o_selected_row [name=date_deadline] input, [name=decision_ids] .o_selected_row [name=date_deadline] button",
            run: "click",
        },
        {
            trigger: ".o_date_picker .o_today, .o_datetime_picker .o_today",
            run: "click",
        },
        {
            content: "write the minutes",
            trigger: ".o_notebook .nav-link[name=minutes]",
            run: "click",
        },
        {
            trigger: "[name=minutes] .odoo-editor-editable",
            run: "editor We start with Acme",
        },
        {
            content: "hold the review",
            trigger: "button[name=action_hold]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary:contains(Mark as Held)",
            run: "click",
        },
        {
            content: "it was held, and the decision is open",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Held)",
        },
        {
            trigger: ".o_notebook .nav-link[name=decisions]",
            run: "click",
        },
        {
            trigger: "[name=decision_ids] .o_data_row:contains(Call Acme today) [name=state]:contains(Open)",
        },
    ],
});
