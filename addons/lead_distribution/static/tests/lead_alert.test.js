import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountWithCleanup,
    MockServer,
    onRpc,
    patchWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import { MainComponentsContainer } from "@web/core/main_components_container";
import { session } from "@web/session";

defineMailModels();
describe.current.tags("desktop");

const POOL = { id: 7, name: "Hot leads", why: "Shark tank: all members are told at once." };

function line(id, values = {}) {
    return { id, name: `Lead ${id}`, grade: "A", customer: "", country: "", source: "", ...values };
}

function alertOf(leads, more = 0) {
    return { pool: POOL, leads, more };
}

/** Start the web client of a member; `pending` is what the server has for him. */
async function start({ pending = [], quiet = false, available = true } = {}) {
    const server = { pending, asked: 0 };
    patchWithCleanup(session, { lead_alerts: { quiet, available }, lead_pool_ids: [7] });
    onRpc("lead.pool", "get_lead_alerts", () => {
        server.asked++;
        return server.pending;
    });
    await mountWithCleanup(MainComponentsContainer);
    await animationFrame();
    return server;
}

/** Have the bus bring something, and go on once it has. */
async function receive(type, payload) {
    const brought = new Deferred();
    getService("bus_service").subscribe(type, () => brought.resolve());
    MockServer.env["bus.bus"]._sendone(serverState.partnerId, type, payload);
    await brought;
    await animationFrame();
}

test("shows what is pending when the page starts", async () => {
    await start({ pending: [alertOf([line(1, { customer: "Florist", country: "France" })])] });
    expect(".o_lead_alert").toHaveCount(1);
    expect(".o_lead_alert h6").toHaveText("A lead in Hot leads");
    expect("[data-lead-id='1']").toHaveText(/Lead 1\s+Florist · France/);
    expect(".o_lead_alert footer").toHaveText(POOL.why);
});

test("shows a new lead, and forgets it when somebody has it", async () => {
    await start();
    expect(".o_lead_alert").toHaveCount(0);
    await receive("lead_alert", alertOf([line(1)]));
    expect(".o_lead_alert").toHaveCount(1);
    await receive("lead_pool_gone", { pool_id: 7, lead_ids: [1], count: 1 });
    expect(".o_lead_alert").toHaveCount(0);
});

test("a pool that has more leads than are counted says so", async () => {
    const pending = [{ ...alertOf([line(1)], 999), at_least: true }];
    await start({ pending });
    expect(".o_lead_alert h6").toHaveText("More than 1000 leads in Hot leads");
    await receive("lead_alert", alertOf([line(2)]));
    expect(".o_lead_alert h6").toHaveText("More than 1001 leads in Hot leads");
});

test("a batch is one card with a count", async () => {
    await start();
    await receive("lead_alert", alertOf([line(1), line(2), line(3), line(4)], 8));
    expect(".o_lead_alert").toHaveCount(1);
    expect(".o_lead_alert h6").toHaveText("12 leads in Hot leads");
    expect(".o_lead_alert_lead").toHaveCount(3);
    expect(".o_lead_alert footer button").toHaveCount(2);
});

test("a lead announced twice is one lead", async () => {
    await start();
    await receive("lead_alert", alertOf([line(1)]));
    await receive("lead_alert", alertOf([line(1)]));
    expect(".o_lead_alert h6").toHaveText("A lead in Hot leads");
});

test("asks for names when those of a batch are used up", async () => {
    const server = await start();
    await receive("lead_alert", alertOf([line(1)], 1));
    server.pending = [alertOf([line(2)])];
    await receive("lead_pool_gone", { pool_id: 7, lead_ids: [1], count: 1 });
    expect(".o_lead_alert h6").toHaveText("A lead in Hot leads");
    expect(".o_lead_alert_lead").toHaveCount(0);
    await advanceTime(5000);
    await animationFrame();
    expect(queryAllTexts(".o_lead_alert_lead .fw-bold")).toEqual(["Lead 2"]);
});

test("what happens while the server is asked is newer than its answer", async () => {
    const answer = new Deferred();
    patchWithCleanup(session, { lead_alerts: { quiet: false, available: true }, lead_pool_ids: [7] });
    onRpc("lead.pool", "get_lead_alerts", () => answer);
    await mountWithCleanup(MainComponentsContainer);
    await receive("lead_pool_gone", { pool_id: 7, lead_ids: [1], count: 1 });
    await receive("lead_alert", alertOf([line(3)]));
    answer.resolve([alertOf([line(1), line(2)])]);
    await animationFrame();
    expect(queryAllTexts(".o_lead_alert_lead .fw-bold")).toEqual(["Lead 3", "Lead 2"]);
});

test("claims, and does what the server says comes next", async () => {
    mockService("action", { doAction: (action) => expect.step(`open ${action.res_id}`) });
    onRpc("crm.lead", "action_claim", ({ args }) => {
        expect.step(`claim ${args[0]}`);
        return { type: "ir.actions.act_window", res_id: 1 };
    });
    await start({ pending: [alertOf([line(1)])] });
    await contains(".o_lead_alert_lead button").click();
    await animationFrame();
    expect.verifySteps(["claim 1", "open 1"]);
});

test("who was too late reads a sentence, not a dialog", async () => {
    onRpc("crm.lead", "action_claim", () => {
        throw makeServerError({ message: "Sara was faster." });
    });
    const server = await start({ pending: [alertOf([line(1)])] });
    server.pending = [];
    await contains(".o_lead_alert_lead button").click();
    await animationFrame();
    expect(".o_notification").toHaveText(/Sara was faster/);
    expect(".o_dialog").toHaveCount(0);
    expect(".o_lead_alert").toHaveCount(0);
});

test("a closed card stays closed until the lead is announced again", async () => {
    const server = await start({ pending: [alertOf([line(1)])] });
    await contains(".o_lead_alert .btn-close").click();
    expect(".o_lead_alert").toHaveCount(0);
    await getService("lead_alert").refresh();
    await animationFrame();
    expect(server.asked).toBe(2);
    expect(".o_lead_alert").toHaveCount(0);
    await receive("lead_alert", alertOf([line(1)]));
    expect(".o_lead_alert").toHaveCount(1);
});

test("quiet mode closes the cards of every tab, and brings them back", async () => {
    await start({ pending: [alertOf([line(1)])] });
    await receive("lead_quiet", { quiet: true });
    expect(".o_lead_alert").toHaveCount(0);
    await receive("lead_alert", alertOf([line(2)]));
    expect(".o_lead_alert").toHaveCount(0);
    await receive("lead_quiet", { quiet: false });
    expect(".o_lead_alert").toHaveCount(1);
});

test("who is away is left in peace, and asks when back", async () => {
    const server = await start({ available: false, pending: [alertOf([line(1)])] });
    expect(server.asked).toBe(0);
    expect(".o_lead_alert").toHaveCount(0);
    await receive("lead_presence", { state: "available", until: false });
    expect(".o_lead_alert").toHaveCount(1);
    await receive("lead_presence", { state: "busy", until: false });
    expect(".o_lead_alert").toHaveCount(0);
});

test("leads of companies that are switched off are not shown", async () => {
    await start({ pending: [alertOf([line(1, { company_id: 99 })])] });
    expect(".o_lead_alert").toHaveCount(0);
});

test("reached by a key, without the mouse", async () => {
    await start({ pending: [alertOf([line(1)])] });
    await press(["alt", "shift", "l"]);
    await animationFrame();
    expect(".o_lead_alerts button:focus").toHaveCount(1);
});
