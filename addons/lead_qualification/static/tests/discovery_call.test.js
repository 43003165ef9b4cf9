import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { localization } from "@web/core/l10n/localization";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

const NAMES = ["Nothing", "A little", "Some", "All"];
const VERDICTS = [
    ["incomplete", "Incomplete"],
    ["passed", "Passed"],
    ["failed", "Not Passed"],
];

function answers(criterion, points = [0, 1, 2, 3]) {
    return points.map((value, index) => ({
        id: criterion * 10 + index,
        name: `${NAMES[index]} of ${criterion}`,
        points: value,
        is_knock_out: criterion === 1 && index === 0,
    }));
}

const CALL_DATA = {
    cards: [],
    grades: { a: "A", d: "D" },
    criteria: {
        1: { name: "Budget", question: "How much?\nFrom whom?", guidance: "Ask twice", answers: answers(1) },
        2: { name: "Need", question: "What for?", guidance: "", answers: answers(2, [5, 20, 50, 100]) },
    },
};

class Criterion extends models.Model {
    name = fields.Char();
    _records = [
        { id: 1, name: "Budget" },
        { id: 2, name: "Need" },
    ];
}

class Answer extends models.Model {
    name = fields.Char();
    _records = [...answers(1), ...answers(2)].map(({ id, name }) => ({ id, name }));
}

class Line extends models.Model {
    criterion_id = fields.Many2one({ relation: "criterion" });
    answer_id = fields.Many2one({
        relation: "answer",
        onChange: (line) => {
            line.is_missing = !line.answer_id;
            line.is_met = Boolean(line.answer_id) && line.answer_id % 10 >= 2;
        },
    });
    name = fields.Char();
    question = fields.Char();
    answer_name = fields.Char();
    evidence = fields.Char();
    basis = fields.Selection({
        selection: [
            ["assumed", "Assumed"],
            ["confirmed", "Confirmed"],
        ],
    });
    is_missing = fields.Boolean({ readonly: true });
    is_met = fields.Boolean({ readonly: true });
    is_required = fields.Boolean({ readonly: true });
    is_knock_out = fields.Boolean({ readonly: true });
    points = fields.Integer();
    max_points = fields.Integer();
    _records = [
        { id: 1, criterion_id: 1, name: "Budget", basis: "assumed", is_missing: true },
        { id: 2, criterion_id: 2, name: "Need", basis: "assumed", is_missing: true },
        {
            id: 3,
            name: "Old question",
            question: "As it was asked?",
            answer_name: "As it was answered",
            evidence: "In the mail",
            basis: "confirmed",
            is_met: true,
            points: 2,
            max_points: 3,
        },
    ];
}

class Assessment extends models.Model {
    call_data = fields.Json();
    explanation = fields.Char();
    grade = fields.Char();
    score = fields.Float();
    verdict = fields.Selection({ selection: VERDICTS });
    line_ids = fields.One2many({ relation: "line" });
    _records = [
        { id: 1, line_ids: [1, 2], call_data: CALL_DATA, verdict: "incomplete", explanation: "Still missing" },
        { id: 2, line_ids: [3], call_data: {}, verdict: "passed", score: 66.7 },
        { id: 3, line_ids: [], call_data: CALL_DATA, verdict: "incomplete" },
    ];
}

defineMailModels();
defineModels([Assessment, Line, Criterion, Answer]);
describe.current.tags("desktop");

async function openCall(resId = 1, readonly = "0") {
    onRpc("assessment", "web_save", ({ args }) => {
        expect.step(["save", ...args[1].line_ids.map((command) => command[2])]);
    });
    await mountView({
        type: "form",
        resModel: "assessment",
        resId,
        arch: `
            <form>
                <field name="line_ids" widget="discovery_call" readonly="${readonly}">
                    <list>
                        <field name="criterion_id"/><field name="answer_id"/><field name="name"/>
                        <field name="question"/><field name="answer_name"/><field name="evidence"/>
                        <field name="basis"/><field name="is_missing"/><field name="is_met"/>
                        <field name="is_required"/><field name="is_knock_out"/>
                        <field name="points"/><field name="max_points"/>
                    </list>
                </field>
            </form>`,
    });
    await animationFrame();
}

const first = ".o_discovery_criterion:eq(0)";
const second = ".o_discovery_criterion:eq(1)";

test("shows questions, guidance and anchored answers", async () => {
    await openCall();
    expect(queryAllTexts(`${first} .o_discovery_question`)).toEqual(["How much?", "From whom?"]);
    expect(`${first} details`).toHaveText(/Guidance/);
    expect(`${second} details`).toHaveCount(0);
    expect(`${first} [role=radio]`).toHaveCount(4);
    expect(`${first} [role=radio]:eq(0) .fa-ban`).toHaveCount(1);
    expect(".o_discovery_progress").toHaveText("0 of 2 answered");
    expect(".o_discovery_explanation").toHaveText("Still missing");
    expect(".o_discovery_verdict").toHaveText("Incomplete");
});

test("a click answers, saves and shows what is met", async () => {
    await openCall();
    await contains(`${first} [role=radio]:eq(3)`).click();
    expect(`${first} [role=radio]:eq(3)`).toHaveAttribute("aria-checked", "true");
    expect(first).toHaveClass("border-success");
    expect(".o_discovery_progress").toHaveText("1 of 2 answered");
    await contains(`${second} [role=radio]:eq(1)`).click();
    expect(second).toHaveClass("border-danger");
    expect.verifySteps([
        ["save", { answer_id: 13 }],
        ["save", { answer_id: 21 }],
    ]);
});

test("the first open question has the focus", async () => {
    await openCall();
    expect(`${first} [role=radio]:eq(0)`).toBeFocused();
    expect(`${first} [role=radio][tabindex="0"]`).toHaveCount(1);
});

test("a digit answers with its points and goes on to the next question", async () => {
    await openCall();
    await press("2");
    await animationFrame();
    await animationFrame();
    expect(`${first} [role=radio]:eq(2)`).toHaveAttribute("aria-checked", "true");
    expect(`${second} [role=radio]:eq(0)`).toBeFocused();
    expect.verifySteps([["save", { answer_id: 12 }]]);
});

test("answers worth more than one digit are counted from one", async () => {
    await openCall();
    expect(queryAllTexts(`${second} .o_discovery_key`)).toEqual(["1", "2", "3", "4"]);
    await contains(`${second} [role=radio]:eq(0)`).focus();
    await press("4");
    await animationFrame();
    await animationFrame();
    expect(`${second} [role=radio]:eq(3)`).toHaveAttribute("aria-checked", "true");
    expect.verifySteps([["save", { answer_id: 23 }]]);
});

test("a digit no answer has does nothing", async () => {
    await openCall();
    await press("9");
    await animationFrame();
    expect(`${first} [aria-checked=true]`).toHaveCount(0);
    expect.verifySteps([]);
});

test("arrows move between answers and questions, Delete clears", async () => {
    await openCall();
    await press("ArrowRight");
    await press("ArrowRight");
    expect(`${first} [role=radio]:eq(2)`).toBeFocused();
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(`${first} [role=radio]:eq(2)`).toHaveAttribute("aria-checked", "true");
    await press("ArrowDown");
    expect(`${second} [role=radio]:eq(0)`).toBeFocused();
    await press("ArrowUp");
    expect(`${first} [role=radio]:eq(2)`).toBeFocused();
    await press("Delete");
    await animationFrame();
    await animationFrame();
    expect(`${first} [aria-checked=true]`).toHaveCount(0);
    expect.verifySteps([
        ["save", { answer_id: 12 }],
        ["save", { answer_id: false }],
    ]);
});

test("arrows are mirrored from right to left", async () => {
    await openCall();
    patchWithCleanup(localization, { direction: "rtl" });
    await press("ArrowLeft");
    expect(`${first} [role=radio]:eq(1)`).toBeFocused();
});

test("evidence is noted without leaving the keyboard", async () => {
    await openCall();
    await press("e");
    expect(`${first} .o_discovery_evidence`).toBeFocused();
    await edit("The board said so");
    await press("Enter");
    await animationFrame();
    await animationFrame();
    expect(`${second} [role=radio]:eq(0)`).toBeFocused();
    expect.verifySteps([["save", { evidence: "The board said so" }]]);
});

test("an answer is assumed until the customer confirms it", async () => {
    await openCall();
    expect(`${first} .o_discovery_basis`).not.toBeChecked();
    await press("c");
    await animationFrame();
    await animationFrame();
    expect(`${first} .o_discovery_basis`).toBeChecked();
    await click(`${first} .o_discovery_basis`);
    await animationFrame();
    await animationFrame();
    expect.verifySteps([
        ["save", { basis: "confirmed" }],
        ["save", { basis: "assumed" }],
    ]);
});

test("a confirmed call is read only and shows what was frozen", async () => {
    await openCall(2, "1");
    expect("[role=radio], input").toHaveCount(0);
    expect(".o_discovery_question").toHaveText("As it was asked?");
    expect(".o_discovery_said").toHaveText(/As it was answered\s*2 \/ 3/);
    expect(first).toHaveText(/In the mail/);
    expect(first).toHaveText(/Confirmed by customer/);
    expect(".o_discovery_score").toHaveText("67%");
});

test("a card without criteria says so", async () => {
    await openCall(3);
    expect(".o_discovery_call").toHaveText(/no criteria yet/);
});
