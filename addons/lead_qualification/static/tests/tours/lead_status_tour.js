import { registry } from "@web/core/registry";

/** A lead goes back to marketing and comes again; another waits for something not there yet. */

const WIZARD = ".modal .o_form_view";

function choose(field, text) {
    return [
        { trigger: `${WIZARD} [name=${field}] input`, run: `edit ${text}` },
        { trigger: `.o-autocomplete--dropdown-item a:contains("${text}")`, run: "click" },
    ];
}

function recycle(reason, ...more) {
    return [
        { trigger: ".o_form_view .o_statusbar_status" },
        {
            content: "What needs a reason is not in the bar",
            trigger: '.o_statusbar_status:not(:has([data-value]:contains("Recycle")))',
        },
        { trigger: '.o_statusbar_buttons button:contains("Change Status")', run: "click" },
        { trigger: `${WIZARD} [name=status_id] label:contains("Recycle")`, run: "click" },
        ...choose("reason_id", reason),
        ...more,
        { trigger: ".modal-footer button[name=action_apply]", run: "click" },
        { trigger: 'body:not(:has(.modal)) .o_arrow_button_current:contains("Recycle")' },
    ];
}

function find(filter, lead) {
    return [
        { trigger: ".o_list_view .o_searchview_dropdown_toggler", run: "click" },
        { trigger: `.o_filter_menu .o_menu_item:contains("${filter}")`, run: "click" },
        { trigger: `.o_facet_value:contains("${filter}")` },
        { trigger: `.o_data_row:contains("${lead}")` },
    ];
}

registry.category("web_tour.tours").add("lead_status_recycle", {
    steps: () => [
        ...recycle("Wrong timing", {
            content: "The date follows from the reason",
            trigger: `${WIZARD} [name=nurture_until] button`,
        }),
        { trigger: ".o_notebook .nav-link[name=qualification]", run: "click" },
        { trigger: '[name=lead_status_reason_id]:contains("Wrong timing")' },
    ],
});

registry.category("web_tour.tours").add("lead_status_find_recycled", {
    steps: () => [
        ...find("Recycled", "Lead 0"),
        { trigger: '.o_data_row:contains("Lead 0"):contains("Recycle")' },
    ],
});

registry.category("web_tour.tours").add("lead_status_find_woken", {
    steps: () => [
        ...find("To Qualify", "Lead 0"),
        { trigger: '.o_data_row:contains("Lead 0") .o_data_cell[name=name]', run: "click" },
        { trigger: '.o_form_view .o_arrow_button_current:contains("New")' },
        { trigger: ".o_notebook .nav-link[name=qualification]", run: "click" },
        {
            content: "It was recycled and is new again",
            trigger: "[name=status_change_ids]:has(.o_data_row:nth-child(2)):contains(Recycle)",
        },
    ],
});

registry.category("web_tour.tours").add("lead_status_wait", {
    steps: () => [
        ...recycle(
            "Waiting for a product",
            { trigger: `${WIZARD} [name=awaited_tag_ids] input`, run: "edit Solar 2" },
            {
                content: "Nobody has waited for it before",
                trigger: `.o-autocomplete--dropdown-item a:contains('Create "Solar 2"')`,
                run: "click",
            },
            { trigger: `${WIZARD} [name=awaited_tag_ids] .badge:contains("Solar 2")` }
        ),
        { trigger: ".o_notebook .nav-link[name=qualification]", run: "click" },
        { trigger: '[name=awaited_tag_ids] .badge:contains("Solar 2")' },
    ],
});

registry.category("web_tour.tours").add("lead_status_available", {
    steps: () => [
        {
            trigger: '.o_data_row:contains("Solar 2") button:contains("Available Now")',
            run: "click",
        },
        { trigger: `${WIZARD} [name=lead_count]:contains("3")` },
        { trigger: ".modal-footer button[name=action_wake]", run: "click" },
        { trigger: '.o_control_panel:contains("Available now: Solar 2")' },
        { trigger: ".o_list_view .o_data_row:nth-child(3)" },
        { trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_cp_action_menus .dropdown-toggle", run: "click" },
        {
            content: "Write to all of them",
            trigger: '.o-dropdown-item:contains("Send email")',
            run: "click",
        },
        { trigger: ".modal .o_mail_composer_form_view, .modal .o_form_view [name=subject]" },
    ],
});
