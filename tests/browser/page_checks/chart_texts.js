// Each text of each chart: its size on screen, its box, how far it reaches out of the
// chart, its colour, and the colours behind it.
() => {
  const facts = [];
  const painted = element => {
    // A line crossing below a text is not what the text lies on; a filled shape is.
    const style = getComputedStyle(element);
    if (element instanceof SVGGeometryElement) return style.fill === 'none' ? null : style.fill;
    return style.backgroundColor === 'rgba(0, 0, 0, 0)' ? null : style.backgroundColor;
  };
  document.querySelectorAll('svg').forEach((svg, chart) => {
    svg.scrollIntoView({block: 'center', behavior: 'instant'});
    const frame = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      const box = text.getBoundingClientRect();
      const matrix = text.getScreenCTM();
      const style = getComputedStyle(text);
      const behind = [0.02, 0.25, 0.5, 0.75, 0.98].map(share => {
        const x = box.left + share * box.width, y = (box.top + box.bottom) / 2;
        const below = document.elementsFromPoint(x, y)
          .filter(element => !text.contains(element) && element.tagName !== 'text');
        return below.map(painted).find(colour => colour) || 'rgb(255, 255, 255)';
      });
      facts.push({
        chart: chart + 1,
        text: text.textContent.trim(),
        size: parseFloat(style.fontSize) * Math.hypot(matrix.a, matrix.b),
        box: [box.left, box.top, box.right, box.bottom],
        outside: Math.max(frame.left - box.left, frame.top - box.top,
                          box.right - frame.right, box.bottom - frame.bottom),
        fill: style.fill,
        behind,
      });
    }
  });
  return facts.filter(fact => fact.text);
}
