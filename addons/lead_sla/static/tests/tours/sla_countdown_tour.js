import { registry } from "@web/core/registry";

/** The time that is left, as reps and leaders see it pass. */

const card = (name) => `.o_kanban_record:contains("${name}")`;

/** Have it be so many minutes later, as if the reader came back to the page then. */
function later(minutes) {
    const { Settings } = luxon;
    const now = Settings.now;
    return {
        content: `${minutes} minutes later`,
        trigger: ".o_sla_countdown",
        run: () => {
            Settings.now = () => now() + minutes * 60 * 1000;
            document.dispatchEvent(new Event("visibilitychange"));
        },
    };
}

registry.category("web_tour.tours").add("lead_sla_countdown_form", {
    steps: () => [
        { content: "Little time is left", trigger: ".o_form_view .o_sla_soon:contains(First response in)" },
        later(41),
        { content: "It is late", trigger: ".o_form_view .o_sla_late:contains(late)" },
    ],
});

registry.category("web_tour.tours").add("lead_sla_countdown_kanban", {
    steps: () => [
        { content: "Cards", trigger: ".o_switch_view.o_kanban", run: "click" },
        { content: "Paused, with why", trigger: `${card("Asleep")} .o_sla_paused:contains(paused)` },
        { content: "Enough time", trigger: `${card("Ticking")} .o_sla_fine` },
        later(30),
        { content: "Green becomes amber", trigger: `${card("Ticking")} .o_sla_soon` },
        later(61),
        { content: "Amber becomes red", trigger: `${card("Ticking")} .o_sla_late` },
        { content: "Another has time", trigger: `${card("Plenty")} .o_sla_fine` },
        { content: "What is paused stays grey", trigger: `${card("Asleep")} .o_sla_paused` },
    ],
});

registry.category("web_tour.tours").add("lead_sla_my_follow_ups", {
    steps: () => [
        {
            content: "The most urgent is first",
            trigger: '.o_data_row:first:contains("Overdue") .o_sla_late',
        },
        { trigger: '.o_data_row:eq(1):contains("Next")' },
        {
            content: "Log the call from the row",
            trigger: '.o_data_row:contains("Overdue") button[name=action_log_call]',
            run: "click",
        },
        { trigger: ".modal .o_selection_badge:contains(Reached)", run: "click" },
        { trigger: ".modal button[name=action_log]", run: "click" },
        {
            content: "It is gone, the next one is left",
            trigger: 'body:not(:has(.modal)) .o_list_view:not(:contains("Overdue")) .o_data_row:contains("Next")',
        },
    ],
});

registry.category("web_tour.tours").add("lead_sla_due_soon", {
    steps: () => [
        { content: "Sales", trigger: ".o_menu_sections button:contains(Sales)", run: "click" },
        { trigger: ".o-dropdown--menu a:contains(Due Soon)", run: "click" },
        { content: "My own teams first", trigger: ".o_searchview_facet:contains(My Teams)" },
        {
            content: "What is late comes first",
            trigger: '.o_kanban_group:contains("Late") .o_kanban_record:contains("Overdue") .o_sla_late',
        },
        {
            content: "Then what is due next",
            trigger: '.o_kanban_group:contains("Within 30 Minutes") .o_kanban_record:contains("Next")',
        },
        {
            content: "Give it to somebody else in time",
            trigger: '.o_kanban_record:contains("Next") button:contains(Assign)',
            run: "click",
        },
        { trigger: ".modal button[name=action_assign]" },
    ],
});
