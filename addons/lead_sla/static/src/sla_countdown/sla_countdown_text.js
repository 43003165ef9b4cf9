import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const KINDS = {
    acceptance: _t("Acceptance"),
    first_response: _t("First response"),
    next_response: _t("Next response"),
    touches: _t("Touches"),
    decision: _t("Decision"),
};

function kindLabel(kind) {
    return KINDS[kind] || _t("Answer");
}

/** A moment as short as it is clear: nights and weekends make "in 62 h" mean nothing. */
function formatMoment(moment, now) {
    const time = moment.toLocaleString(DateTime.TIME_SIMPLE);
    const days = moment.startOf("day").diff(now.startOf("day"), "days").days;
    if (days === 0) {
        return time;
    }
    if (days === 1) {
        return _t("tomorrow %s", time);
    }
    return Math.abs(days) < 7
        ? `${moment.toFormat("ccc")} ${time}`
        : moment.toLocaleString({ day: "numeric", month: "short" });
}

function describeLeft(kind, deadline, now) {
    const left = deadline.diff(now).milliseconds;
    if (left <= HOUR) {
        return _t("%(kind)s in %(count)s min", { kind, count: Math.ceil(left / MINUTE) });
    }
    if (deadline.hasSame(now, "day")) {
        return _t("%(kind)s in %(count)s h", { kind, count: Math.floor(left / HOUR) });
    }
    return _t("%(kind)s by %(moment)s", { kind, moment: formatMoment(deadline, now) });
}

function describeLate(kind, deadline, now) {
    const late = now.diff(deadline).milliseconds;
    if (late < MINUTE) {
        return _t("%s due now", kind);
    }
    if (late < HOUR) {
        return _t("%(kind)s %(count)s min late", { kind, count: Math.floor(late / MINUTE) });
    }
    if (late < DAY) {
        return _t("%(kind)s %(count)s h late", { kind, count: Math.floor(late / HOUR) });
    }
    return _t("%(kind)s late since %(moment)s", { kind, moment: formatMoment(deadline, now) });
}

/**
 * How an SLA stands at a moment: `paused`, `late`, `soon` (amber) or `fine`.
 * A deadline counts as missed from the very moment on, as in the sweep.
 */
export function statusOf({ state, deadline, warnAt }, now) {
    if (state === "paused") {
        return "paused";
    }
    if (deadline <= now) {
        return "late";
    }
    return warnAt && warnAt <= now ? "soon" : "fine";
}

/** Which target is due when, in words. */
export function describe({ state, kind, deadline }, now) {
    const label = kindLabel(kind);
    if (state === "paused") {
        return _t("%s paused", label);
    }
    return deadline <= now ? describeLate(label, deadline, now) : describeLeft(label, deadline, now);
}

/** Milliseconds until the words or the colour change next. */
export function untilChange({ deadline, warnAt }, now) {
    const left = deadline.diff(now).milliseconds;
    const moments = [((left % MINUTE) + MINUTE) % MINUTE, left];
    if (warnAt) {
        moments.push(warnAt.diff(now).milliseconds);
    }
    // a moment later, so that it is over when the words are made
    return Math.min(MINUTE, ...moments.filter((delay) => delay > 0)) + 20;
}
