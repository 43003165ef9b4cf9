import { registry } from "@web/core/registry";

/** A plan on one lead: the first step is done and the next one comes; what is remembered shows. */

const openFollowUp = {
    content: "What is planned",
    trigger: ".o_notebook .nav-link[name=follow_up]",
    run: "click",
};
const step = (text, state) =>
    `.o_field_widget[name=plan_step_ids] .o_data_row:contains("${text}"):contains("${state}")`;

registry.category("web_tour.tours").add("lead_plan_steps", {
    steps: () => [
        openFollowUp,
        { content: "The first step waits, and no other", trigger: step("Call", "To do") },
        { trigger: '.o_field_widget[name=plan_step_ids]:not(:contains("Offer"))' },
        { content: "It is on my list", trigger: '.o-mail-Activity:contains("Call")' },
        {
            content: "Done",
            trigger: '.o-mail-Activity:contains("Call") .o-mail-Activity-markDone',
            run: "click",
        },
        {
            trigger: ".o-mail-ActivityMarkAsDone button[aria-label='Done']",
            run: "click",
        },
        {
            content: "The next step is on the list at once",
            trigger: '.o-mail-Activity:contains("Offer")',
        },
        { trigger: ".o_form_view .o_field_widget[name=retention] .o_retention_gauge:contains(100%)" },
    ],
});

registry.category("web_tour.tours").add("lead_plan_next", {
    steps: () => [
        openFollowUp,
        { trigger: step("Call", "Done") },
        { trigger: step("Offer", "To do") },
        { content: "The curve", trigger: ".o_retention_curve polyline" },
        { trigger: ".o_retention_curve:contains(remembered)" },
    ],
});

registry.category("web_tour.tours").add("lead_plan_satisfaction", {
    steps: () => [
        { trigger: "button[name=action_ask_satisfaction]", run: "click" },
        { trigger: ".modal .o_priority_star:nth-child(4)", run: "click" },
        { trigger: ".modal [name=comment] textarea", run: "edit All went well" },
        { trigger: ".modal button:contains(Record Answer)", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
