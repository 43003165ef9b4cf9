import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, getCustomColor } from "@web/core/colors/colors";
import { localization } from "@web/core/l10n/localization";

const SCHEME = cookie.get("color_scheme");
const TEXT_COLOR = getCustomColor(SCHEME, "#111827", "#E4E4E4");
const GRID_COLOR = getCustomColor(SCHEME, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
// places of the colors in Odoo's small palette for graphs
const COLORS = { info: 0, danger: 1, success: 2, warning: 3, purple: 4 };

/** Bars, and lines of percents on an axis of their own, drawn as Odoo's graph view draws them. */
export class DashboardChart extends Component {
    static template = "lead_sla.DashboardChart";
    static props = { chart: Object, title: String, onOpen: Function };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                // eslint-disable-next-line no-undef
                const drawn = new Chart(this.canvas.el, this.config);
                return () => drawn.destroy();
            },
            () => [this.props.chart]
        );
    }

    get isRightToLeft() {
        return localization.direction === "rtl";
    }

    get hasLines() {
        return this.props.chart.series.some((series) => series.kind === "line");
    }

    /** What the chart tells, for who does not see it or uses no mouse. */
    get points() {
        const { titles, series } = this.props.chart;
        return series.flatMap(({ name, actions, texts }) =>
            actions.flatMap((action, index) =>
                action ? [{ text: `${titles[index]}, ${name}: ${texts[index]}`, action }] : []
            )
        );
    }

    get config() {
        const { labels } = this.props.chart;
        return {
            data: { labels, datasets: this.props.chart.series.map(this.dataset.bind(this)) },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                onClick: this.onClick.bind(this),
                onHover: (event, _points, chart) => {
                    event.native.target.style.cursor = this.actionAt(event, chart) ? "pointer" : "";
                },
                plugins: { legend: this.legend, tooltip: this.tooltip },
                scales: this.scales,
            },
        };
    }

    dataset({ name, kind, color, values }) {
        const shade = getColor(COLORS[color], SCHEME, "sm");
        const isLine = kind === "line";
        return {
            type: kind,
            label: name,
            data: values.map((value) => (value === false ? null : value)),
            backgroundColor: shade,
            borderColor: shade,
            borderWidth: isLine ? 2 : 0,
            borderRadius: 4,
            pointRadius: 4,
            clip: false, // a point at 100 % is drawn whole
            spanGaps: true,
            order: isLine ? 0 : 1,
            stack: this.props.chart.stacked ? "one" : undefined,
            yAxisID: isLine ? "rate" : "count",
        };
    }

    get legend() {
        return {
            align: "end",
            rtl: this.isRightToLeft,
            labels: { color: TEXT_COLOR, boxWidth: 12 },
        };
    }

    get tooltip() {
        const { titles, series } = this.props.chart;
        return {
            rtl: this.isRightToLeft,
            callbacks: {
                title: ([point]) => titles[point.dataIndex],
                label: ({ datasetIndex, dataIndex }) =>
                    `${series[datasetIndex].name}: ${series[datasetIndex].texts[dataIndex]}`,
            },
        };
    }

    get scales() {
        const start = this.isRightToLeft ? "right" : "left";
        const scales = {
            x: {
                reverse: this.isRightToLeft,
                stacked: Boolean(this.props.chart.stacked),
                grid: { display: false },
                ticks: { color: TEXT_COLOR, maxRotation: 45, font: { size: 11 } },
            },
            count: {
                position: start,
                beginAtZero: true,
                grid: { color: GRID_COLOR },
                ticks: {
                    color: TEXT_COLOR,
                    precision: 0,
                    // what goes down is drawn below the line, and counted as what it is
                    callback: (value) => Math.abs(value).toLocaleString(),
                },
            },
        };
        if (this.hasLines) {
            scales.rate = {
                position: start === "left" ? "right" : "left",
                beginAtZero: true,
                suggestedMax: 10,
                max: 100,
                grid: { display: false },
                ticks: {
                    color: TEXT_COLOR,
                    maxTicksLimit: 6,
                    callback: (value) => `${value} %`,
                },
            };
        }
        return scales;
    }

    actionAt(event, chart) {
        const find = (mode, intersect) =>
            chart
                .getElementsAtEventForMode(event, mode, { intersect }, false)
                .map(({ datasetIndex, index }) => this.props.chart.series[datasetIndex].actions[index])
                .find(Boolean);
        // the bar itself, else whatever stands in its column: bars may be too small to hit
        return find("nearest", true) || find("index", false);
    }

    onClick(event, _points, chart) {
        const action = this.actionAt(event, chart);
        if (action) {
            this.props.onOpen(action);
        }
    }
}
