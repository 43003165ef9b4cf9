import { describe, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

const AGENDA = `
    <section>
        <h3>Urgent Follow-up</h3>
        <table><tbody>
            <tr data-model="crm.lead" data-id="7"><td><a href="#">Two towers</a></td></tr>
            <tr data-model="lead.metric.value" data-id="8"><td><a href="#">Deals Won</a></td></tr>
            <tr class="plain"><td>Nobody</td></tr>
        </tbody></table>
        <a href="#" data-more="urgent">20 of 27</a>
    </section>`;

class Review extends models.Model {
    agenda = fields.Html();
    _records = [{ id: 3, agenda: AGENDA }];
}

defineMailModels();
defineModels([Review]);
describe.current.tags("desktop");

/** Show the agenda; whatever it opens is a step. */
async function show() {
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountView({
        type: "form",
        resModel: "review",
        resId: 3,
        arch: `<form><field name="agenda" widget="lead_review_agenda" readonly="1"/></form>`,
    });
}

async function open(target, options) {
    await click(target, options);
    await animationFrame();
}

test("is shown as the server wrote it", async () => {
    await show();
    expect(".o_lead_review_screen h3").toHaveText("Urgent Follow-up");
    expect(".o_lead_review_screen tr").toHaveCount(3);
});

test("a line opens what it is about", async () => {
    await show();
    await open("tr[data-id='7'] a");
    expect.verifySteps([
        {
            type: "ir.actions.act_window",
            res_model: "crm.lead",
            res_id: 7,
            views: [[false, "form"]],
        },
    ]);
});

test("a metric opens its trend", async () => {
    onRpc("lead.metric.value", "action_view_trend", ({ args }) => `trend of ${args[0]}`);
    await show();
    await open("tr[data-id='8'] a");
    expect.verifySteps(["trend of 8"]);
});

test("the number of a section opens all that it is about", async () => {
    onRpc("lead.review", "action_view_section", ({ args }) => `${args[1]} of ${args[0]}`);
    await show();
    await open("[data-more]");
    expect.verifySteps(["urgent of 3"]);
});

test("a line that is about nothing opens nothing", async () => {
    await show();
    await open("tr.plain td");
    expect.verifySteps([]);
});
