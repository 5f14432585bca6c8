// Where on the whole page each element is that a selector names and that has text or is a
// chart, but for what is scrolled out of sight.
([selector]) => {
  scrollTo(0, 0);
  return [...document.querySelectorAll(selector)]
    .map(element => ({element, box: element.getBoundingClientRect()}))
    .filter(({element, box}) => {
      const scroller = element.closest('.table');
      return !scroller || box.right <= scroller.getBoundingClientRect().right + 1;
    })
    .filter(({element, box}) => box.width && box.height && element.textContent.trim())
    .map(({element, box}) => ({
      text: element.textContent.trim().slice(0, 40),
      box: [box.left, box.top, box.right, box.bottom],
    }));
}
