// Each shape of each chart that stands for data: the colour that fills it, or that a
// line is drawn in, and that of its outline. Grid lines and axes are thinner than any
// line of data; white shapes are the ground, or the patch behind a label.
() => {
  const facts = [];
  const seen = colour => colour !== 'none' && !/^rgba\(.*, 0\)$/.test(colour);
  const onWhite = (colour, opacity) => {
    const parts = colour.match(/[\d.]+/g).map(Number);
    const share = opacity * (parts.length > 3 ? parts[3] : 1);
    return `rgb(${parts.slice(0, 3).map(p => Math.round(share * p + (1 - share) * 255)).join(', ')})`;
  };
  document.querySelectorAll('svg').forEach((svg, chart) => {
    const shapes = [...svg.querySelectorAll('path, rect, circle, polygon, polyline, line, use')]
      .filter(shape => !shape.closest('defs, clipPath'));
    for (const shape of shapes) {
      const box = shape.getBBox();
      const style = getComputedStyle(shape);
      const opacity = parseFloat(style.opacity);
      const outline = seen(style.stroke) ? [onWhite(style.stroke, opacity * style.strokeOpacity)] : [];
      if (seen(style.fill) && box.width > 0 && box.height > 0) {
        const fill = onWhite(style.fill, opacity * style.fillOpacity);
        if (fill !== 'rgb(255, 255, 255)') {
          facts.push({chart: chart + 1, colours: [fill, ...outline]});
        }
      } else if (outline.length && (box.width > 0 || box.height > 0) && parseFloat(style.strokeWidth) >= 2) {
        facts.push({chart: chart + 1, colours: outline});
      }
    }
  });
  return facts;
}
