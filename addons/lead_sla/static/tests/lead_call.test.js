import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, Deferred, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    fields,
    getService,
    models,
    MockServer,
    mountView,
    onRpc,
    serverState,
} from "@web/../tests/web_test_helpers";

const CALL = { user: "Sara", since: "2026-03-02 10:00:00" };

class Lead extends models.Model {
    live_call = fields.Json();
    _records = [
        { id: 1, live_call: CALL },
        { id: 2, live_call: false },
    ];
}

defineMailModels();
defineModels([Lead]);
describe.current.tags("desktop");

const BANNER = ".o_lead_call";
const MINUTE = 60000;

async function show(resId) {
    mockDate("2026-03-02 10:03:00", +0);
    await mountView({
        type: "form",
        resModel: "lead",
        resId,
        arch: `<form><field name="live_call" widget="lead_call" readonly="1"/></form>`,
    });
}

/** Have the bus say something, and go on once it has. */
async function bring(type, payload) {
    const brought = new Deferred();
    getService("bus_service").subscribe(type, () => brought.resolve());
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, type, payload);
    await brought;
    await animationFrame();
}

/** Have the bus say that something has changed about a lead. */
function tell(leadId) {
    return bring("lead_watched", { lead_id: leadId });
}

test("says who is on the phone, and for how long", async () => {
    await show(1);
    expect(BANNER).toHaveText("Sara is on the phone with this customer, for 3 min");
});

test("the minutes go by without asking the server", async () => {
    await show(1);
    onRpc("lead", "read", () => expect.step("read"));
    await advanceTime(2 * MINUTE);
    await animationFrame();
    expect(BANNER).toHaveText(/for 5 min$/);
    expect.verifySteps([]);
});

test("nothing is shown while nobody is on the phone", async () => {
    await show(2);
    expect(BANNER).toHaveCount(0);
});

test("a call that begins elsewhere is shown at once, and gone when it ends", async () => {
    await show(2);
    const [lead] = MockServer.env["lead"].browse(2);
    lead.live_call = CALL;
    await tell(2);
    expect(BANNER).toHaveText(/^Sara is on the phone/);
    lead.live_call = false;
    await tell(2);
    expect(BANNER).toHaveCount(0);
});

test("what happens to another lead asks the server nothing", async () => {
    await show(2);
    onRpc("lead", "read", () => expect.step("read"));
    await tell(1);
    expect(BANNER).toHaveCount(0);
    expect.verifySteps([]);
});

test("the list of calls is asked for anew when one begins or ends", async () => {
    await mountView({
        type: "list",
        resModel: "lead",
        arch: `<list js_class="lead_call_list"><field name="display_name"/></list>`,
    });
    expect(".o_data_row").toHaveCount(2);
    MockServer.env["lead"].create({ live_call: CALL });
    await bring("lead_calls_changed", {});
    await advanceTime(5000);
    await animationFrame();
    expect(".o_data_row").toHaveCount(3);
});
