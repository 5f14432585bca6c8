// Cells of a column of numbers that do not stand to the right. The number of a paragraph
// or of a line such as 1.2.3 is a name, not an amount, and claims are printed and recomputed in different units.
() => [...document.querySelectorAll('tbody tr')].flatMap(row => [...row.querySelectorAll('td')])
  .filter(cell => /^[−-]?£?\d[\d,]*(\.\d+)?( ?%| ?million)?$/.test(cell.textContent.trim()))
  .filter(cell => {
    const head = cell.closest('table').tHead.rows[0].cells[cell.cellIndex].textContent;
    if (/paragraph|printed|recomputed/i.test(head)) return false;
    const column = [...cell.closest('tbody').rows].map(row => row.cells[cell.cellIndex]);
    const numbers = column.filter(other => other && /^[−-]?£?\d/.test(other.textContent.trim()));
    return numbers.length === column.length;
  })
  .filter(cell => !['right', 'end'].includes(getComputedStyle(cell).textAlign))
  .map(cell => ({text: cell.textContent.trim()}));
