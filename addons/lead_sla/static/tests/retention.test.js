import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";
import { daysUntil, retention } from "@lead_sla/retention/forgetting";

class Lead extends models.Model {
    retention = fields.Float();
    last_contact_at = fields.Datetime();
    half_life_days = fields.Float();
    forget_threshold = fields.Float();
    _records = [
        {
            id: 1,
            retention: 0,
            last_contact_at: "2026-03-02 10:00:00",
            half_life_days: 10,
            forget_threshold: 50,
        },
        { id: 2, retention: 0, last_contact_at: false, half_life_days: 10, forget_threshold: 50 },
    ];
}

defineMailModels();
defineModels([Lead]);
describe.current.tags("desktop");

async function show(now, { id = 1, widget = "retention_gauge" } = {}) {
    mockDate(now, +0);
    await mountView({
        type: "form",
        resModel: "lead",
        resId: id,
        arch: `<form><field name="retention" widget="${widget}" readonly="1"/></form>`,
    });
}

test("the curve is e^(-kt) with k as a half-life", () => {
    for (const halfLife of [0.5, 7, 14, 365]) {
        for (const days of [0, 0.1, 1, 9.5, 100]) {
            expect(retention(days, halfLife)).toBeCloseTo(
                Math.exp((-Math.log(2) / halfLife) * days)
            );
        }
        expect(retention(halfLife, halfLife)).toBeCloseTo(0.5);
        expect(retention(daysUntil(0.3, halfLife), halfLife)).toBeCloseTo(0.3);
    }
    expect(retention(-1, 10)).toBe(1);
});

test("the gauge shows what is remembered now", async () => {
    await show("2026-03-02 10:00:00");
    expect(".o_retention_gauge").toHaveText("100%");
    expect(".o_retention_gauge").toHaveClass("text-success");
});

test("the gauge is half after a half-life", async () => {
    await show("2026-03-12 09:00:00");
    expect(".o_retention_gauge").toHaveText("50%");
    expect(".o_retention_gauge").toHaveClass("text-warning");
});

test("the gauge warns of who has forgotten", async () => {
    await show("2026-03-22 10:00:00");
    expect(".o_retention_gauge").toHaveText("25%");
    expect(".o_retention_gauge").toHaveClass("text-danger");
});

test("the gauge moves on without asking the server", async () => {
    await show("2026-03-02 10:00:00");
    await advanceTime(24 * 60 * 60 * 1000);
    expect(".o_retention_gauge").toHaveText("93%");
});

test("nothing is shown without a contact", async () => {
    await show("2026-03-02 10:00:00", { id: 2 });
    expect(".o_retention_gauge").toHaveCount(0);
});

test("the curve says how long there is time", async () => {
    await show("2026-03-05 10:00:00", { widget: "retention_curve" });
    expect(".o_retention_curve").toHaveText(/81% remembered, 7 days left/);
    const now = document.querySelector(".o_retention_now");
    expect(Number(now.getAttribute("cx"))).toBeCloseTo((3 / 20) * 320, { margin: 0.5 });
    expect(Number(now.getAttribute("cy"))).toBeCloseTo(96 * (1 - 0.8123), { margin: 0.5 });
});

test("the curve says for how long we have been forgotten", async () => {
    await show("2026-03-17 09:00:00", { widget: "retention_curve" });
    expect(".o_retention_curve").toHaveText(/Forgotten for 5 days/);
});
