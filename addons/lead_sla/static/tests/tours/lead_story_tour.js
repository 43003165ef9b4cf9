import { registry } from "@web/core/registry";

/**
 * The story of one lead, each chapter told by the person whose turn it is. The tests between the
 * chapters let the server do its part: a mail arrives, the lead is distributed, time passes.
 */

const LEAD = "Vans for a florist";
const openLead = {
    content: "Open the lead",
    trigger: `.o_data_row td[name=name]:contains("${LEAD}")`,
    run: "click",
};

/** Answer one question of the discovery call. */
function answer(number, text) {
    const criterion = `.modal .o_discovery_criterion:nth-of-type(${number})`;
    return [
        {
            content: `Answer question ${number}`,
            trigger: `${criterion} [role=radio]:contains("${text}")`,
            run: "click",
        },
        { trigger: `${criterion} [role=radio][aria-checked=true]:contains("${text}")` },
    ];
}

registry.category("web_tour.tours").add("lead_story_marketer", {
    steps: () => [
        openLead,
        { content: "Start the discovery call", trigger: "button[name=action_assess]", run: "click" },
        ...answer(1, "A range is known and fits"),
        ...answer(2, "One of those who decide"),
        ...answer(3, "An urgent problem we solve well"),
        {
            content: "Three of four are not enough",
            trigger: ".modal .o_discovery_verdict:contains(Incomplete)",
        },
        ...answer(4, "Within six months"),
        { content: "All four are met", trigger: ".modal .o_discovery_verdict:contains(Passed)" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { content: "The grade is shown", trigger: "body:not(:has(.modal)) .o_form_view [name=lead_grade]:contains(A)" },
        { content: "Hand it over", trigger: "button[name=action_open_handoff]", run: "click" },
        { trigger: ".modal button[name=action_pass]", run: "click" },
        {
            content: "The note says who and why",
            trigger: '.o-mail-Message:contains("Passed to sales"):contains("A range is known and fits")',
        },
    ],
});

registry.category("web_tour.tours").add("lead_story_rep", {
    steps: () => [
        openLead,
        { content: "The clock runs", trigger: ".o_field_widget[name=sla_deadline]:contains(First response)" },
        { content: "Why me?", trigger: ".o_notebook .nav-link[name=assignments]", run: "click" },
        { trigger: ".o_field_widget[name=assignment_ids] .o_data_row:contains(Passed leads)" },
        { content: "Take it on", trigger: "button[name=action_accept]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Accepted)" },
        { content: "Call the customer", trigger: "button[name=action_log_call]", run: "click" },
        { trigger: ".modal .o_selection_badge:contains(Reached)", run: "click" },
        { trigger: ".modal button[name=action_log]", run: "click" },
        {
            content: "Answered in time",
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=sla_state]:contains(Met)",
        },
    ],
});

registry.category("web_tour.tours").add("lead_story_blind_pull", {
    steps: () => [
        {
            content: "One lead waits, and nothing else is told",
            trigger: '.o_kanban_record:contains("Night shift"):contains("1")',
        },
        {
            trigger: '.o_kanban_record:contains("Night shift") button[name=action_claim_next]',
            run: "click",
        },
        { content: "Now it is mine", trigger: '.o_breadcrumb:contains("Lamps")' },
    ],
});

registry.category("web_tour.tours").add("lead_story_waiting", {
    steps: () => [
        {
            ...openLead,
            content: "Open the lead nobody can take",
        },
        {
            content: "The reason is shown",
            trigger: ".alert-warning:contains(not available)",
        },
    ],
});

registry.category("web_tour.tours").add("lead_story_leader", {
    steps: () => [
        { content: "A picture first", trigger: ".o_graph_renderer canvas" },
        { content: "Then the numbers", trigger: ".o_switch_view.o_pivot", run: "click" },
        { trigger: ".o_pivot thead th:contains(Passed to Sales)" },
        { trigger: ".o_pivot tbody th:contains(Total)" },
    ],
});
