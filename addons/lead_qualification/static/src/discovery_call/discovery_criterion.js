import { Component, useRef, useState } from "@odoo/owl";
import { localization } from "@web/core/l10n/localization";
import { useInputField } from "@web/views/fields/input_field_hook";

const DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"];

/** The digit of a key press, whatever the keyboard layout; -1 when it is none. */
function digitOf(ev) {
    for (const digits of DIGITS) {
        if (ev.key.length === 1 && digits.includes(ev.key)) {
            return digits.indexOf(ev.key);
        }
    }
    const match = /^(?:Digit|Numpad)(\d)$/.exec(ev.code);
    return match ? Number(match[1]) : -1;
}

/** One criterion of the call: its questions, its answers, the evidence and who said so. */
export class DiscoveryCriterion extends Component {
    static template = "lead_qualification.DiscoveryCriterion";
    static props = {
        record: Object,
        offer: { type: Object, optional: true },
        number: Number,
        readonly: Boolean,
        onSaved: Function,
        onLeave: Function,
    };

    setup() {
        this.group = useRef("group");
        this.evidence = useRef("evidence");
        this.state = useState({ pending: undefined });
        useInputField({
            ref: this.evidence,
            fieldName: "evidence",
            getValue: () => this.data.evidence || "",
        });
    }

    get data() {
        return this.props.record.data;
    }

    get id() {
        return `discovery_${this.props.record.id}`;
    }

    get name() {
        return this.props.offer?.name || this.data.name;
    }

    get questions() {
        const text = this.props.offer?.question ?? this.data.question;
        return (text || "").split("\n").filter((line) => line.trim());
    }

    get guidance() {
        return this.props.offer?.guidance;
    }

    /** The points are the keys where each answer has its own digit, else the position is. */
    get answers() {
        const answers = this.props.offer?.answers || [];
        const points = new Set(answers.map((answer) => answer.points));
        const keyed = points.size === answers.length && Math.max(...points) <= 9;
        return answers.map((answer, index) => ({
            ...answer,
            key: keyed ? answer.points : index + 1,
        }));
    }

    get answerId() {
        return this.state.pending ?? this.data.answer_id?.id;
    }

    get isConfirmed() {
        return this.data.basis === "confirmed";
    }

    get stateClass() {
        if (this.data.is_missing) {
            return "";
        }
        return this.data.is_met ? "border-success" : "border-danger";
    }

    /** One stop for the Tab key per criterion, as with any radio group. */
    tabIndex(answer, index) {
        const isCurrent = this.answerId ? answer.id === this.answerId : index === 0;
        return isCurrent ? 0 : -1;
    }

    async answer(answer) {
        if (this.props.readonly) {
            return;
        }
        this.state.pending = answer.id;
        try {
            await this.props.record.update({
                answer_id: answer.id && { id: answer.id, display_name: answer.name },
            });
        } finally {
            this.state.pending = undefined;
        }
        await this.props.onSaved();
    }

    clear() {
        return this.answer({ id: false });
    }

    async toggleBasis() {
        const basis = this.isConfirmed ? "assumed" : "confirmed";
        await this.props.record.update({ basis });
        await this.props.onSaved();
    }

    onEvidenceKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.props.onLeave(1);
        }
    }

    onKeydown(ev) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const digit = digitOf(ev);
        const chosen = this.answers.find((answer) => answer.key === digit);
        if (chosen || this.press(ev)) {
            ev.preventDefault();
            ev.stopPropagation();
        }
        if (chosen) {
            this.answer(chosen);
            this.props.onLeave(1);
        }
    }

    /** Do what the key stands for; tell whether it stands for anything. */
    press(ev) {
        const forward = localization.direction === "rtl" ? -1 : 1;
        const actions = {
            ArrowRight: () => this.move(forward),
            ArrowLeft: () => this.move(-forward),
            ArrowDown: () => this.props.onLeave(1),
            ArrowUp: () => this.props.onLeave(-1),
            Delete: () => this.clear(),
            e: () => this.evidence.el.focus(),
            c: () => this.toggleBasis(),
        };
        // by the place on the keyboard where the layout has no Latin letters
        const action = actions[ev.key] || actions[ev.code.replace("Key", "").toLowerCase()];
        action?.();
        return Boolean(action);
    }

    move(step) {
        const buttons = [...this.group.el.querySelectorAll("[role=radio]")];
        const index = buttons.indexOf(document.activeElement) + step;
        buttons[(index + buttons.length) % buttons.length].focus();
    }
}
