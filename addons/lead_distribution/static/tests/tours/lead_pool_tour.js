import { registry } from "@web/core/registry";

/** A rep lives in the pools: by card, by list, by form, blind, and in quiet. */

const readyToCall = [
    { content: "The lead opens", trigger: ".o_form_view .o_field_widget[name=user_id]:contains('Rep A')" },
    { content: "… with a number to call", trigger: ".o_form_view [name=phone]:has(a[href^='tel:'])" },
    { trigger: ".o_form_view:not(:has(button[name=action_claim]:visible))" },
];

function card(name) {
    return `.o_kanban_record:contains('${name}')`;
}

registry.category("web_tour.tours").add("lead_pool_card", {
    steps: () => [
        { trigger: `${card("Lamps")}:contains('Cherry-pick'):contains('sends such leads')` },
        { trigger: `${card("Lamps")} button[name=action_claim]`, run: "click" },
        ...readyToCall,
    ],
});

registry.category("web_tour.tours").add("lead_pool_form", {
    steps: () => [
        { trigger: card("Lamps"), run: "click" },
        { trigger: ".o_lead_pool_banner:contains('choose the leads you want')" },
        { trigger: ".o_form_statusbar button[name=action_claim]", run: "click" },
        ...readyToCall,
    ],
});

registry.category("web_tour.tours").add("lead_pool_row", {
    steps: () => [
        { trigger: card("Lamps") },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_data_row:contains('Lamps') button[name=action_claim]", run: "click" },
        ...readyToCall,
    ],
});

registry.category("web_tour.tours").add("lead_pool_many", {
    steps: () => [
        { trigger: card("Lamps") },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_data_row:contains('Lamps') .o_list_record_selector input", run: "click" },
        { trigger: ".o_data_row:contains('Desks') .o_list_record_selector input", run: "click" },
        { trigger: ".o_control_panel button[name=action_claim_many]", run: "click" },
        { trigger: "body:not(:has(.o_data_row button[name=action_claim]))" },
    ],
});

registry.category("web_tour.tours").add("lead_pool_blind", {
    steps: () => [
        { trigger: `${card("Pool")}:contains('3'):contains('from France'):not(:contains('Lamps'))` },
        { trigger: `${card("Pool")}:not(:has(button[name=action_open_leads]))` },
        { trigger: `${card("Pool")} button[name=action_claim_next]`, run: "click" },
        ...readyToCall,
    ],
});

registry.category("web_tour.tours").add("lead_pool_quiet", {
    steps: () => [
        { trigger: ".o_lead_alert:contains('Lamps')" },
        { trigger: ".o_lead_presence_menu", run: "click" },
        { trigger: ".o_lead_presence_dropdown [data-choice=quiet]", run: "click" },
        { trigger: "body:not(:has(.o_lead_alert))" },
        { trigger: ".o_lead_presence_menu .fa-bell-slash" },
        { content: "The pool stays usable", trigger: `${card("Lamps")} button[name=action_claim]`, run: "click" },
        ...readyToCall,
    ],
});

registry.category("web_tour.tours").add("lead_pool_alert", {
    steps: () => [
        { trigger: ".o_lead_alert:contains('Lamps'):contains('Shark tank')" },
        { trigger: ".o_lead_alert_lead button", run: "click" },
        ...readyToCall,
        { trigger: "body:not(:has(.o_lead_alert))" },
    ],
});
