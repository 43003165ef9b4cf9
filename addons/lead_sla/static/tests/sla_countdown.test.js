import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

const STATES = ["running", "paused", "met", "missed"].map((state) => [state, state]);
const KINDS = ["first_response", "next_response", "decision"].map((kind) => [kind, kind]);

function clock(values) {
    return {
        sla_state: "running",
        sla_kind: "first_response",
        sla_warn_at: "2026-03-02 10:20:00",
        sla_deadline: "2026-03-02 10:30:00",
        sla_summary: "All leads: first response within 30 minutes",
        ...values,
    };
}

class Lead extends models.Model {
    sla_deadline = fields.Datetime();
    sla_warn_at = fields.Datetime();
    sla_state = fields.Selection({ selection: STATES });
    sla_kind = fields.Selection({ selection: KINDS });
    sla_summary = fields.Char();
    sla_paused_by = fields.Char();
    _records = [
        clock({ id: 1 }),
        clock({ id: 2, sla_deadline: false, sla_warn_at: false, sla_state: "met" }),
        clock({ id: 3, sla_state: "paused", sla_paused_by: "Recycled" }),
        clock({ id: 4, sla_kind: "decision", sla_warn_at: false }),
        clock({ id: 5, sla_kind: "next_response", sla_state: "missed" }),
    ];
}

defineMailModels();
defineModels([Lead]);
describe.current.tags("desktop");

const BADGE = ".o_sla_countdown";

async function show(now, id = 1) {
    mockDate(now, +0);
    await mountView({
        type: "form",
        resModel: "lead",
        resId: id,
        arch: `<form><field name="sla_deadline" widget="sla_countdown" readonly="1"/></form>`,
    });
}

async function wait(minutes, seconds = 0) {
    await advanceTime((minutes * 60 + seconds) * 1000);
    await animationFrame();
}

test("says what is due, and in how many minutes", async () => {
    await show("2026-03-02 10:00:00");
    expect(BADGE).toHaveText("First response in 30 min");
    expect(BADGE).toHaveClass("text-bg-success");
});

test("begun minutes count as whole ones", async () => {
    await show("2026-03-02 10:29:30");
    expect(BADGE).toHaveText("First response in 1 min");
});

test("is green until the moment of the warning, then amber", async () => {
    await show("2026-03-02 10:19:58");
    expect(BADGE).toHaveClass("text-bg-success");
    await wait(0, 3);
    expect(BADGE).toHaveClass("text-bg-warning");
    expect(BADGE).toHaveText("First response in 10 min");
});

test("is amber until the deadline, then red", async () => {
    await show("2026-03-02 10:29:57");
    expect(BADGE).toHaveClass("text-bg-warning");
    await wait(0, 4);
    expect(BADGE).toHaveClass("text-bg-danger");
    expect(BADGE).toHaveText("First response due now");
    await wait(1);
    expect(BADGE).toHaveText("First response 1 min late");
});

test("counts as late at the very deadline", async () => {
    await show("2026-03-02 10:30:00");
    expect(BADGE).toHaveClass("text-bg-danger");
});

test("without a moment of warning it goes from green to red", async () => {
    await show("2026-03-02 10:29:00", 4);
    expect(BADGE).toHaveClass("text-bg-success");
    await wait(1, 1);
    expect(BADGE).toHaveClass("text-bg-danger");
});

test("shows hours on the day itself", async () => {
    await show("2026-03-02 05:00:00");
    expect(BADGE).toHaveText("First response in 5 h");
});

test("an hour exactly is sixty minutes", async () => {
    await show("2026-03-02 09:30:00");
    expect(BADGE).toHaveText("First response in 60 min");
    await show("2026-03-02 09:29:59");
    expect(BADGE + ":last").toHaveText("First response in 1 h");
});

test("names the moment when a night lies between", async () => {
    await show("2026-03-01 17:00:00", 4);
    expect(BADGE).toHaveText(/^Decision by tomorrow 10:30/);
});

test("names the day when a weekend lies between", async () => {
    await show("2026-02-27 16:00:00", 4);
    expect(BADGE).toHaveText(/^Decision by Mon 10:30/);
});

test("names the date when it is more than a week away", async () => {
    await show("2026-02-20 16:00:00", 4);
    expect(BADGE).toHaveText("Decision by Mar 2");
});

test("shows how late it is, and since when after a day", async () => {
    await show("2026-03-02 13:31:00", 5);
    expect(BADGE).toHaveText("Next response 3 h late");
    expect(BADGE).toHaveClass("text-bg-danger");
    await show("2026-03-04 09:00:00", 5);
    expect(BADGE + ":last").toHaveText(/^Next response late since Mon 10:30/);
});

test("a paused clock is grey, says why, and never turns red", async () => {
    await show("2026-03-02 10:29:59", 3);
    expect(BADGE).toHaveText("First response paused: Recycled");
    expect(BADGE).toHaveClass("text-bg-secondary");
    await wait(5);
    expect(BADGE).toHaveClass("text-bg-secondary");
});

test("tells the deadline and the policy on hover", async () => {
    await show("2026-03-02 10:00:00");
    expect(BADGE).toHaveAttribute("title", /^Until 03\/02\/2026 10:30:00/);
    expect(BADGE).toHaveAttribute("title", /All leads: first response within 30 minutes$/);
});

test("ticks without asking the server", async () => {
    await show("2026-03-02 09:59:50");
    onRpc(({ method }) => expect.step(method));
    await wait(11);
    expect(BADGE).toHaveText("First response in 20 min");
    await wait(30);
    expect(BADGE).toHaveText("First response 10 min late");
    expect.verifySteps([]);
});

test("ticks in each card of a kanban", async () => {
    mockDate("2026-03-02 10:29:30", +0);
    await mountView({
        type: "kanban",
        resModel: "lead",
        arch: `<kanban><templates><t t-name="card">
            <field name="sla_deadline" widget="sla_countdown"/></t></templates></kanban>`,
    });
    expect(".o_sla_late").toHaveCount(0);
    await wait(1);
    expect(".o_sla_late").toHaveCount(3);
    expect(".o_sla_paused").toHaveCount(1);
});

test("shows nothing without a deadline", async () => {
    await show("2026-03-02 09:59:50", 2);
    expect(BADGE).toHaveCount(0);
});
