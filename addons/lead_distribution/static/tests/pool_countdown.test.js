import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Lead extends models.Model {
    pool_next_at = fields.Datetime();
    pool_next_step = fields.Char();
    _records = [
        { id: 1, pool_next_at: "2026-03-02 10:30:00", pool_next_step: "Opens to all members" },
        { id: 2, pool_next_at: false, pool_next_step: false },
    ];
}

defineMailModels();
defineModels([Lead]);
describe.current.tags("desktop");

async function show(now, id = 1) {
    mockDate(now, +0);
    await mountView({
        type: "form",
        resModel: "lead",
        resId: id,
        arch: `<form><field name="pool_next_at" widget="pool_countdown" readonly="1"/></form>`,
    });
}

test("says what comes next, and when", async () => {
    await show("2026-03-02 10:18:00");
    expect(".o_pool_countdown").toHaveText("Opens to all members in 12 min");
    expect(".o_pool_countdown").toHaveClass("text-muted");
});

test("counts down while it is on screen", async () => {
    await show("2026-03-02 10:18:00");
    await advanceTime(8 * 60 * 1000);
    expect(".o_pool_countdown").toHaveText("Opens to all members in 4 min");
    expect(".o_pool_countdown").toHaveClass("text-danger");
});

test("says so when it is due", async () => {
    await show("2026-03-02 10:30:05");
    expect(".o_pool_countdown").toHaveText("Opens to all members now");
});

test("hours and days are told as such", async () => {
    await show("2026-03-02 07:00:00");
    expect(".o_pool_countdown").toHaveText("Opens to all members in 3 h");
});

test("shows nothing where nothing comes", async () => {
    await show("2026-03-02 10:18:00", 2);
    expect(".o_pool_countdown").toHaveCount(0);
});
