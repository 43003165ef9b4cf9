import { registry } from "@web/core/registry";

/** A discovery call from the lead's form: by mouse, by keyboard, by thumb, and read afterwards. */

const OPEN = [
    { content: "Start the call", trigger: "button[name=action_assess]", run: "click" },
    { trigger: ".modal .o_discovery_call .o_discovery_criterion" },
];
const FINISH = [
    { trigger: ".modal-footer button[name=action_finish]", run: "click" },
    { trigger: "body:not(:has(.modal)) .o_form_view" },
];

function card(number) {
    return `.o_discovery_criterion:nth-of-type(${number})`;
}

/** Click an answer, by its text. */
export function answer(number, text) {
    return [
        { trigger: `${card(number)} [role=radio]:contains("${text}")`, run: "click" },
        { trigger: `${card(number)} [role=radio][aria-checked=true]:contains("${text}")` },
    ];
}

function shows(selector, text) {
    return { trigger: `.o_discovery_result ${selector}:contains("${text}")` };
}

function endsWith(status) {
    return [
        { trigger: `[name=outcome_status_id] label:contains("${status}")`, run: "click" },
        { trigger: `[name=outcome_status_id] .o_radio_item:has(:checked):contains("${status}")` },
    ];
}

registry.category("web_tour.tours").add("lead_discovery_call_mouse", {
    steps: () => [
        ...OPEN,
        shows(".o_discovery_explanation", "Budget, Authority, Need, Timeline"),
        ...answer(1, "Approved and set aside"),
        shows(".o_discovery_progress", "1 of 4"),
        shows(".o_discovery_grade", "A"),
        { trigger: `${card(1)} .o_discovery_evidence`, run: "edit The board has signed" },
        { trigger: `${card(1)} .o_discovery_basis`, run: "click" },
        ...answer(2, "Recommends, does not decide"),
        shows(".o_discovery_verdict", "Not Passed"),
        shows(".o_discovery_explanation", "Not met: Authority"),
        { content: "It was meant otherwise", trigger: `${card(2)} .o_discovery_clear`, run: "click" },
        shows(".o_discovery_verdict", "Incomplete"),
        ...answer(2, "One of those who decide"),
        ...answer(3, "A named problem we solve"),
        { content: "Leave in the middle", trigger: ".modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
        ...OPEN,
        { content: "Nothing is lost", ...shows(".o_discovery_progress", "3 of 4") },
        { trigger: `${card(1)} .o_discovery_basis:checked` },
        ...answer(4, "Within six months"),
        shows(".o_discovery_verdict", "Passed"),
        ...endsWith("Passed to Sales"),
        { trigger: "[name=next_step_type_id] input", run: "edit Call" },
        { trigger: '.o-autocomplete--dropdown-item a:contains("Call")', run: "click" },
        { trigger: "[name=next_step_summary] input", run: "edit Ask for the tender" },
        ...FINISH,
        { trigger: '.o_arrow_button_current:contains("Passed to Sales")' },
    ],
});

registry.category("web_tour.tours").add("lead_discovery_call_keyboard", {
    steps: () => [
        ...OPEN,
        { trigger: `${card(1)} [role=radio]:focus`, run: "press 3" },
        { trigger: `${card(2)} [role=radio]:focus`, run: "press 2" },
        { trigger: `${card(3)} [role=radio]:focus`, run: "press e" },
        { trigger: `${card(3)} .o_discovery_evidence:focus`, run: "edit Two sites by June" },
        { trigger: `${card(3)} .o_discovery_evidence:focus`, run: "press Enter" },
        { trigger: `${card(4)} [role=radio]:focus`, run: "press ArrowUp" },
        { trigger: `${card(3)} [role=radio]:focus`, run: "press c" },
        { trigger: `${card(3)} .o_discovery_basis:checked` },
        { trigger: `${card(3)} [role=radio]:focus`, run: "press 1" },
        { trigger: `${card(4)} [role=radio]:focus`, run: "press 0" },
        shows(".o_discovery_progress", "4 of 4"),
        shows(".o_discovery_explanation", "Not met: Need, Timeline"),
        ...endsWith("Recycle"),
        { trigger: "[name=outcome_reason_id] input", run: "edit Wrong timing" },
        { trigger: '.o-autocomplete--dropdown-item a:contains("Wrong timing")', run: "click" },
        { content: "The date follows from the reason", trigger: "[name=outcome_until] button" },
        { trigger: ".modal-footer button[name=action_finish]", run: "press alt+q" },
        { trigger: 'body:not(:has(.modal)) .o_arrow_button_current:contains("Recycle")' },
    ],
});

registry.category("web_tour.tours").add("lead_discovery_call_phone", {
    steps: () => [
        {
            content: "A phone folds all buttons but the first",
            trigger: ".o_statusbar_buttons button:has(.oi-ellipsis-v)",
            run: "click",
        },
        ...OPEN,
        ...answer(1, "Approved and set aside"),
        ...answer(2, "Decides alone"),
        ...answer(3, "An urgent problem we solve well"),
        ...answer(4, "Within six months"),
        shows(".o_discovery_verdict", "Passed"),
        {
            content: "Nothing is wider than the phone",
            trigger: ".modal-content",
            run({ anchor }) {
                const wide = [anchor, ...anchor.querySelectorAll("*")].filter(
                    (el) => el.getBoundingClientRect().right > window.innerWidth + 1
                );
                if (wide.length) {
                    throw new Error(`Wider than the screen: ${wide[0].outerHTML.slice(0, 200)}`);
                }
            },
        },
        ...endsWith("Passed to Sales"),
        ...FINISH,
    ],
});

registry.category("web_tour.tours").add("lead_discovery_call_read", {
    steps: () => [
        { trigger: ".o_notebook .nav-link[name=qualification]", run: "click" },
        {
            trigger: ".o_field_widget[name=assessment_ids] button[name=action_open]",
            run: "click",
        },
        { trigger: '.modal .o_discovery_said:contains("Approved and set aside")' },
        { trigger: ".modal:not(:has([role=radio])):not(:has(button[name=action_finish]))" },
    ],
});

registry.category("web_tour.tours").add("lead_discovery_call_cards", {
    steps: () => [
        ...OPEN,
        ...answer(1, "Approved and set aside"),
        { trigger: '.o_discovery_cards button:contains("CHAMP")', run: "click" },
        { trigger: `${card(1)}:contains("Challenges")` },
        ...answer(1, "A named problem with a cost"),
        { trigger: '.o_discovery_cards button:has(.fa-pencil):contains("BANT")', run: "click" },
        { trigger: `${card(1)} [aria-checked=true]:contains("Approved and set aside")` },
        { content: "Throw it away", trigger: "button[name=action_discard]", run: "click" },
        { trigger: ".modal:not(:has(.o_discovery_call)) .modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_form_view" },
    ],
});
