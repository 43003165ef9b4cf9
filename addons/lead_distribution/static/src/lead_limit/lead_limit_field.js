import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** A number of which none is stored as 0 and shown as nothing, with the word for it. */
export class LeadLimitField extends IntegerField {
    static template = "lead_distribution.LeadLimitField";
    static props = { ...IntegerField.props, placeholder: { type: String, optional: true } };

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }

    get placeholder() {
        return this.props.placeholder || _t("No limit");
    }
}

registry.category("fields").add("lead_limit", {
    ...integerField,
    component: LeadLimitField,
    displayName: _t("Limit"),
    isEmpty: (record, fieldName) => !record.data[fieldName],
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...integerField.extractProps(fieldInfo, dynamicInfo),
        placeholder: fieldInfo.placeholder,
    }),
});
