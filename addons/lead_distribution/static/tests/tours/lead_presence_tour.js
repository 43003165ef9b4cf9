import { registry } from "@web/core/registry";

/** The rep's switch in the top bar: by mouse, by keyboard, by thumb. */

function shows(state) {
    return { trigger: `.o_lead_presence_menu[data-state=${state}]` };
}

function choose(choice) {
    return [
        { trigger: ".o_lead_presence_menu", run: "click" },
        { trigger: `.o_lead_presence_dropdown [data-choice=${choice}]`, run: "click" },
    ];
}

registry.category("web_tour.tours").add("lead_presence_mouse", {
    steps: () => [
        shows("available"),
        ...choose("busy"),
        shows("busy"),
        ...choose("available"),
        shows("available"),
        ...choose("hour"),
        shows("away"),
        { trigger: ".o_lead_presence_menu[title*='until']" },
        ...choose("date"),
        { trigger: ".modal .o_field_widget[name=until]" },
        { trigger: ".modal [name=state] input[data-value=available]", run: "click" },
        { trigger: ".modal:not(:has(.o_field_widget[name=until]))" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        shows("available"),
    ],
});

registry.category("web_tour.tours").add("lead_presence_keyboard", {
    steps: () => [
        shows("available"),
        {
            content: "Reached by Tab, opened by Enter",
            trigger: ".o_lead_presence_menu",
            async run(helpers) {
                helpers.anchor.focus();
                await helpers.press("Enter");
            },
        },
        { trigger: ".o_lead_presence_dropdown", run: "press ArrowDown" },
        { trigger: ".o_lead_presence_dropdown [data-choice=available].focus", run: "press ArrowDown" },
        { trigger: ".o_lead_presence_dropdown [data-choice=busy].focus", run: "press Enter" },
        shows("busy"),
    ],
});

registry.category("web_tour.tours").add("lead_presence_leader", {
    steps: () => [
        { trigger: ".o_data_row:contains('Rep A') button[name=action_set_lead_busy]", run: "click" },
        { trigger: ".o_data_row:contains('Rep A') [name=lead_presence]:contains('Busy')" },
        { trigger: ".o_data_row:contains('Rep B') .o_list_record_selector input", run: "click" },
        {
            trigger: ".o_control_panel button:contains('Set Availability')",
            run: "click",
        },
        { trigger: ".modal [name=user_ids]:contains('Rep B')" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: ".o_data_row:contains('Rep B') [name=lead_presence]:contains('Away')" },
    ],
});
