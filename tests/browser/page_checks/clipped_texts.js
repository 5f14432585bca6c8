// Texts that a box with hidden overflow or a chart's panel cuts off, that reach beyond
// the window where nothing scrolls, or that lie on the text of another element.
() => {
  const facts = [];
  const boxes = [];
  const skipped = element => element.closest('.skip, title, style, script, svg defs');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    const text = node.textContent.trim().slice(0, 40);
    if (!text || skipped(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    // A chart's texts are laid out by coordinates: their boxes are those of the elements.
    const rects = parent.closest('svg') ? [parent.getBoundingClientRect()]
                                        : [...range.getClientRects()];
    let scrolls = false, out = false;
    for (let e = parent; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e), frame = e.getBoundingClientRect();
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) { scrolls = true; break; }
      if (!/hidden|clip/.test(style.overflowX + style.overflowY)) continue;
      out ||= rects.some(r => r.right > frame.right + 1 || r.bottom > frame.bottom + 1 ||
                              r.left < frame.left - 1 || r.top < frame.top - 1);
    }
    const panel = parent.closest('svg') && parent.closest('svg').parentElement;
    if (panel) {
      // Beyond its panel, dark text of a chart would be on a dark page.
      const frame = panel.getBoundingClientRect();
      out ||= rects.some(r => r.left < frame.left - 1 || r.right > frame.right + 1);
    }
    if (out) facts.push({how: 'clipped', text});
    const edge = document.documentElement.clientWidth;
    if (!scrolls && rects.some(r => r.right > edge + 1 || r.left < -1)) {
      facts.push({how: 'outside the window', text});
    }
    for (const r of rects) boxes.push({r, parent, text});
  }
  boxes.sort((one, other) => one.r.top - other.r.top);
  boxes.forEach((one, index) => {
    for (let next = index + 1; next < boxes.length && boxes[next].r.top < one.r.bottom - 2; next++) {
      const other = boxes[next];
      if (other.parent === one.parent || one.parent.contains(other.parent) ||
          other.parent.contains(one.parent)) continue;
      const width = Math.min(one.r.right, other.r.right) - Math.max(one.r.left, other.r.left);
      const height = Math.min(one.r.bottom, other.r.bottom) - Math.max(one.r.top, other.r.top);
      if (width > 2 && height > 2) facts.push({how: `lies on '${other.text}'`, text: one.text});
    }
  });
  return facts;
}
