import { registry } from "@web/core/registry";

/** A leader makes a rule: it says in words what it does, and shows only what its method needs. */

const WORDS = ".o_field_widget[name=explanation]";

function choose(label) {
    return { trigger: `.o_field_widget[name=method] label:contains("${label}")`, run: "click" };
}

function says(text) {
    return { trigger: `${WORDS}:contains("${text}")` };
}

registry.category("web_tour.tours").add("lead_distribution_rule", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Gulf leads" },
        says("All leads."),
        choose("Single point of contact"),
        { trigger: "body:not(:has(.o_field_widget[name=member_ids])) .o_field_widget[name=contact_user_id]" },
        choose("Top producer"),
        { trigger: ".o_notebook .nav-link:contains(Tiers)", run: "click" },
        { trigger: ".o_field_widget[name=tier_ids] .o_data_row:contains(Middle)" },
        says("Top"),
        choose("Round robin"),
        { trigger: "body:not(:has(.nav-link:contains(Tiers))) .nav-link:contains(Members)", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_notification:contains('has no members'), .modal:contains('has no members')" },
        { trigger: ".modal .btn-primary, .o_notification_close", run: "click" },
        { trigger: ".o_field_widget[name=member_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=user_id] input", run: "edit Rep A" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Rep A)", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=weight] input", run: "edit 3" },
        { trigger: ".o_field_widget[name=name] input", run: "click" },
        says("in turn to Rep A"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
