import { describe, expect, test } from "@odoo/hoot";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    clickSave,
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Pool extends models.Model {
    daily_cap = fields.Integer();
    open_cap = fields.Integer();
    _records = [{ id: 1, daily_cap: 0, open_cap: 1200 }];
}

defineMailModels();
defineModels([Pool]);
describe.current.tags("desktop");

function showForm(attributes = "") {
    return mountView({
        type: "form",
        resModel: "pool",
        resId: 1,
        arch: `<form><field name="daily_cap" widget="lead_limit" ${attributes}/></form>`,
    });
}

test("no limit is an empty field with the word for it", async () => {
    await showForm();
    expect("[name=daily_cap] input").toHaveValue("");
    expect("[name=daily_cap] input").toHaveAttribute("placeholder", "No limit");
});

test("a view says what none means", async () => {
    await showForm(`placeholder="Never"`);
    expect("[name=daily_cap] input").toHaveAttribute("placeholder", "Never");
});

test("a limit is set, and emptied again", async () => {
    onRpc("web_save", ({ args }) => expect.step(args[1]));
    await showForm();
    await contains("[name=daily_cap] input").edit("5");
    await clickSave();
    await contains("[name=daily_cap] input").edit("");
    await clickSave();
    expect.verifySteps([{ daily_cap: 5 }, { daily_cap: 0 }]);
    expect("[name=daily_cap] input").toHaveValue("");
});

test("a list shows limits, and nothing where there is none", async () => {
    await mountView({
        type: "list",
        resModel: "pool",
        arch: `<list>
            <field name="daily_cap" widget="lead_limit"/>
            <field name="open_cap" widget="lead_limit"/>
        </list>`,
    });
    expect(".o_data_cell[name=daily_cap]").toHaveText("");
    expect(".o_data_cell[name=open_cap]").toHaveText("1,200");
});
