// From the full points to the total, as bars. The table beside says the same; without this script there is the table alone.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const colours = { whole: "#1d4f91", loss: "#c2703d", gain: "#3b8a5a", open: "#9aa7b8" };
  document.querySelectorAll(".waterfall").forEach((figure) => {
    const source = document.getElementById(figure.dataset.bars);
    const bars = source ? JSON.parse(source.textContent) : [];
    if (!bars.length || !window.echarts) return;
    figure.parentElement.classList.add("drawn");
    figure.style.height = `${bars.length * 24 + 56}px`;
    const steps = bars.filter((bar) => bar.kind !== "whole");
    const low = Math.min(...steps.flatMap((bar) => [Number(bar.from), Number(bar.to)]), Number(bars.at(-1).to));
    const full = Number(bars[0].to);
    const start = low > full * 0.4 ? Math.max(0, Math.floor(low - (full - low) / 4)) : Math.min(0, low);
    const chart = window.echarts.init(figure, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
      tooltip: { renderMode: "richText", formatter: (at) => `${at.name}\n${bars[at.dataIndex].told}` },
      xAxis: { type: "value", min: start, splitLine: { lineStyle: { color: "#e4e8ee" } } },
      yAxis: {
        type: "category", inverse: true, data: bars.map((bar) => bar.label), axisTick: { show: false },
        axisLabel: { width: 150, overflow: "truncate", interval: 0, color: "#2a3442" },
      },
      series: [{
        type: "custom",
        encode: { x: [0, 1], y: 2 },
        data: bars.map((bar, at) => [bar.kind === "whole" ? start : Number(bar.from), Number(bar.to), at]),
        renderItem: (_params, api) => {
          const at = api.value(2);
          const [one, other] = [api.coord([api.value(0), at]), api.coord([api.value(1), at])];
          const left = Math.min(one[0], other[0]);
          const right = Math.max(one[0], other[0], left + 2);
          return {
            type: "group",
            children: [
              { type: "rect", shape: { x: left, y: one[1] - 8, width: right - left, height: 16 }, style: { fill: colours[bars[at].kind] } },
              { type: "text", style: { text: bars[at].told, x: right + 4, y: one[1], textVerticalAlign: "middle", fill: "#2a3442", fontSize: 11 } },
            ],
          };
        },
      }],
    });
    window.addEventListener("resize", () => chart.resize());
  });
});
