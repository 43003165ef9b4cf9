import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    MockServer,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

class Lead extends models.Model {
    name = fields.Char();
    owner = fields.Char();
    is_claimable = fields.Boolean();
    _records = [{ id: 1, name: "Chairs", owner: "", is_claimable: true }];
}

defineMailModels();
defineModels([Lead]);
describe.current.tags("desktop");

const SENTENCE = ".o_lead_left_pool";

async function show() {
    await mountView({
        type: "form",
        resModel: "lead",
        resId: 1,
        arch: `<form>
            <button name="action_claim" type="object" string="Claim" invisible="not is_claimable"/>
            <field name="name"/>
            <field name="owner" readonly="1"/>
            <field name="is_claimable" widget="lead_left_pool" readonly="1"/>
        </form>`,
    });
}

/** Have somebody claim leads: the bus says so. */
async function claimed(...leadIds) {
    const [lead] = MockServer.env["lead"].browse(1);
    Object.assign(lead, { owner: "Sara", is_claimable: false });
    const brought = new Deferred();
    getService("bus_service").subscribe("lead_pool_gone", () => brought.resolve());
    const gone = { pool_id: 7, lead_ids: leadIds, count: leadIds.length };
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, "lead_pool_gone", gone);
    await brought;
    await animationFrame();
}

test("an open lead that somebody claims shows who has it, and Claim no more", async () => {
    await show();
    expect("button[name=action_claim]").toHaveCount(1);
    await claimed(1);
    expect("button[name=action_claim]").toHaveCount(0);
    expect("div[name=owner]").toHaveText("Sara");
    expect(SENTENCE).toHaveCount(0);
});

test("who may not read it any more gets a sentence", async () => {
    await show();
    onRpc("lead", "search_count", () => 0);
    await claimed(1);
    expect(SENTENCE).toHaveText("This lead is no longer in the pool.");
});

test("what somebody is writing stays, under a sentence", async () => {
    await show();
    await contains("div[name=name] input").edit("Chairs and tables");
    await claimed(1);
    expect("div[name=name] input").toHaveValue("Chairs and tables");
    expect(SENTENCE).toHaveCount(1);
});

test("what happens to another lead asks the server nothing", async () => {
    await show();
    onRpc("lead", "search_count", () => expect.step("asked"));
    await claimed(2);
    expect("button[name=action_claim]").toHaveCount(1);
    expect.verifySteps([]);
});
