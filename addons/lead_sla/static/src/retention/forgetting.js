const DAY = 24 * 60 * 60 * 1000;

/** What is remembered after some days, from 1 down to 0: R(t) = e^(-kt), k = ln 2 / half-life. */
export function retention(days, halfLife) {
    return Math.exp((-Math.LN2 / halfLife) * Math.max(days, 0));
}

/** After how many days what is remembered is down at `level`, between 0 and 1. */
export function daysUntil(level, halfLife) {
    return (-Math.log(level) * halfLife) / Math.LN2;
}

/** The days, as a fraction, from one moment (luxon) to another. */
export function daysBetween(start, end) {
    return (end.toMillis() - start.toMillis()) / DAY;
}
