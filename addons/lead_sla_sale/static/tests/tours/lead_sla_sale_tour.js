import { registry } from "@web/core/registry";

/** An opportunity, its quotation, and what the opportunity says once the quotation is sent. */

registry.category("web_tour.tours").add("lead_sla_sale_offer", {
    steps: () => [
        {
            content: "One button for the offer, not two",
            trigger:
                ".o_form_statusbar:not(:has(button[name=action_offer_sent])) button[name=action_sale_quotations_new]",
            run: "click",
        },
        {
            content: "A quotation for this customer",
            trigger: ".o_field_widget[name=partner_id] input:value(Nadia)",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_quotation_send].btn-primary",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_send_mail]:enabled",
            run: "click",
        },
        {
            content: "It is sent",
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=state] [data-value=sent][aria-checked=true]",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item.o_back_button a",
            run: "click",
        },
        {
            content: "The opportunity knows",
            trigger: ".o_notebook .nav-link[name=follow_up]",
            run: "click",
        },
        { trigger: ".o_field_widget[name=offer_sent_at]:not(:empty)" },
    ],
});
