import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const noDialog = "body:not(:has(.modal)) .o_form_view";

/** The marketer hands the lead to one salesperson, with a word of her own. */
tours.add("lead_handoff_pass", {
    steps: () => [
        { content: "Hand it over", trigger: "button[name=action_open_handoff]", run: "click" },
        {
            content: "To a person",
            trigger: ".modal .o_field_widget[name=destination] label:contains(point of contact)",
            run: "click",
        },
        {
            content: "Which one",
            trigger: ".modal .o_field_widget[name=user_id] input",
            run: "edit Rep A",
        },
        { trigger: ".modal .ui-autocomplete a:contains(Rep A)", run: "click" },
        {
            content: "What sales should know",
            trigger: ".modal .o_field_widget[name=message] textarea",
            run: "edit Ask for Nadia",
        },
        { trigger: ".modal button[name=action_pass]", run: "click" },
        {
            content: "The note tells it all",
            trigger: '.o-mail-Message:contains("Ask for Nadia"):contains("A range is known and fits")',
        },
    ],
});

/** A marketer may not pass what no card has passed, and is told what to do. */
tours.add("lead_handoff_stopped", {
    steps: () => [
        { trigger: "button[name=action_open_handoff]", run: "click" },
        { trigger: ".modal .alert-warning:contains(Assess them first)" },
        {
            content: "There is nothing to press",
            trigger: ".modal:not(:has(button[name=action_pass]))",
        },
    ],
});

/** A leader passes it all the same, and says why. */
tours.add("lead_handoff_override", {
    steps: () => [
        { trigger: "button[name=action_open_handoff]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=override_reason] input",
            run: "edit The customer called twice",
        },
        { trigger: ".modal button[name=action_pass]", run: "click" },
        { trigger: '.o-mail-Message:contains("The customer called twice")' },
    ],
});

/** The salesperson does not take it on. */
tours.add("lead_handoff_reject", {
    steps: () => [
        { trigger: "button[name=action_reject]", run: "click" },
        { trigger: ".modal label:contains(Too little is known)", run: "click" },
        { trigger: ".modal .o_field_widget[name=note] textarea", run: "edit Which budget?" },
        { trigger: ".modal button[name=action_reject]", run: "click" },
        { trigger: `${noDialog} .alert-warning:contains(Too little is known)` },
    ],
});

/** The marketer finds it among hers, and passes it again. */
tours.add("lead_handoff_again", {
    steps: () => [
        { content: "Among hers", trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .dropdown-item:contains(Back With Me)", run: "click" },
        { trigger: ".o_data_row td[name=name]:contains(Lead 0)", run: "click" },
        { trigger: ".alert-warning:contains(Too little is known):contains(Marketer)" },
        { trigger: ".o-mail-Activity:contains(Rep A rejected it)" },
        { trigger: "button[name=action_open_handoff]", run: "click" },
        {
            trigger: ".modal .o_field_widget[name=destination] label:contains(point of contact)",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=user_id] input", run: "edit Rep A" },
        { trigger: ".modal .ui-autocomplete a:contains(Rep A)", run: "click" },
        { trigger: ".modal button[name=action_pass]", run: "click" },
        { trigger: `${noDialog}:not(:has(.alert-warning))` },
    ],
});

/** The salesperson takes it on. */
tours.add("lead_handoff_accept", {
    steps: () => [
        { trigger: "button[name=action_accept]", run: "click" },
        { trigger: ".o_arrow_button_current:contains(Accepted)" },
    ],
});
