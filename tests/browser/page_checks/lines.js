// Each block of text: the characters of its longest line, and its font size.
() => {
  const inline = element => getComputedStyle(element).display.startsWith('inline');
  const blocks = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    let block = node.parentElement;
    if (!node.textContent.trim() || block.closest('svg, .skip')) continue;
    const size = parseFloat(getComputedStyle(block).fontSize);
    while (inline(block)) block = block.parentElement;
    const found = blocks.get(block) || {lines: [], size};
    found.size = Math.min(found.size, size);
    for (let at = 0; at < node.length; at++) {
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      // Smaller text in a line has its middle about where the line has it.
      const middle = (box.top + box.bottom) / 2;
      const line = found.lines.find(other => Math.abs(other.middle - middle) < size / 2);
      if (line) line.characters++; else found.lines.push({middle, characters: 1});
    }
    blocks.set(block, found);
  }
  return [...blocks].filter(([, found]) => found.lines.length).map(([block, found]) => ({
    text: block.textContent.trim().slice(0, 40),
    size: found.size,
    longest: Math.max(...found.lines.map(line => line.characters)),
  }));
}
