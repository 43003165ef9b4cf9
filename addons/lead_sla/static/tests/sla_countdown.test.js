import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Lead extends models.Model {
    deadline = fields.Datetime();
    _records = [
        { id: 1, deadline: "2026-03-02 10:30:00" },
        { id: 2, deadline: false },
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
        arch: `<form><field name="deadline" widget="sla_countdown" readonly="1"/></form>`,
    });
}

test("shows the minutes that are left", async () => {
    await show("2026-03-02 09:59:50");
    expect(".o_sla_countdown").toHaveText("30 min left");
    expect(".o_sla_countdown").toHaveClass("text-bg-info");
});

test("warns when little is left", async () => {
    await show("2026-03-02 10:20:00");
    expect(".o_sla_countdown").toHaveClass("text-bg-warning");
});

test("shows hours when there are many minutes", async () => {
    await show("2026-03-02 05:00:00");
    expect(".o_sla_countdown").toHaveText("5 h left");
});

test("shows what is overdue", async () => {
    await show("2026-03-02 13:31:00");
    expect(".o_sla_countdown").toHaveText("3 h overdue");
    expect(".o_sla_countdown").toHaveClass("text-bg-danger");
});

test("moves on while it is on screen", async () => {
    await show("2026-03-02 09:59:50");
    await advanceTime(11 * 60 * 1000);
    expect(".o_sla_countdown").toHaveText("19 min left");
});

test("shows nothing without a deadline", async () => {
    await show("2026-03-02 09:59:50", 2);
    expect(".o_sla_countdown").toHaveCount(0);
});
