// Elements that reach beyond the right edge of the window, and whether they are inside
// something that scrolls.
() => {
  const edge = document.documentElement.clientWidth;
  const scrolls = element => {
    for (let e = element.parentElement; e; e = e.parentElement) {
      if (['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter(element => !element.closest('svg') || element.tagName === 'svg')
    .map(element => ({element, right: element.getBoundingClientRect().right}))
    .filter(({right}) => right > edge + 1)
    .map(({element, right}) => ({
      what: element.tagName.toLowerCase() + (element.id && `#${element.id}`),
      text: element.textContent.trim().slice(0, 40), right, scrolls: scrolls(element),
    }));
}
