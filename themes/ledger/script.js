// Sorting, search and a segment filter on the customer sheet. Without it the sheet is complete, largest first.
(() => {
  'use strict';
  const lang = document.documentElement.lang;
  const decimal = (1.5).toLocaleString(lang).replace(/\d/g, '');
  const collator = new Intl.Collator(lang, { sensitivity: 'base', numeric: true });

  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  const text = cell => cell.textContent.trim();

  // A number as the page's language writes it; null for words, dashes and blanks.
  const number = cell => {
    const plain = text(cell).replace('\u2212', '-').split(decimal).map(part => part.replace(/[^\d-]/g, '')).join('.');
    return /\d/.test(plain) ? Number(plain) : null;
  };

  // Rows without a value come last either way.
  const compare = (column, sign, numeric) => (a, b) => {
    const [x, y] = [a, b].map(row => numeric ? number(row.cells[column]) : text(row.cells[column]) || null);
    if (x === null || y === null) return (x === null) - (y === null);
    return sign * (numeric ? x - y : collator.compare(x, y));
  };

  const sortable = (table, rows) => {
    const body = table.tBodies[0];
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    heads.forEach((head, column) => {
      const numeric = head.classList.contains('n');
      if (!text(head) || rows.some(row => row.cells[column].querySelector('.spark'))) return;
      const button = element('button', { type: 'button' });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const first = numeric ? 'descending' : 'ascending';
        const other = numeric ? 'ascending' : 'descending';
        const order = head.getAttribute('aria-sort') === first ? other : first;
        heads.forEach(each => each.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', order);
        body.append(...[...rows].sort(compare(column, order === 'ascending' ? 1 : -1, numeric)));
      });
    });
  };

  const filterable = (box, rows) => {
    const segment = row => { const name = row.querySelector('.segname'); return name ? text(name) : ''; };
    const search = element('input', { type: 'search', autocomplete: 'off', spellcheck: false });
    const choice = element('select');
    choice.append(element('option', { value: '', textContent: box.dataset.all }));
    const names = [...new Set(rows.map(segment))].filter(name => name);
    for (const name of names) choice.append(element('option', { value: name, textContent: name }));
    const shown = element('output');
    const show = () => {
      const wanted = search.value.trim().toLocaleLowerCase(lang);
      let count = 0;
      for (const row of rows) {
        const fits = text(row.cells[0]).toLocaleLowerCase(lang).includes(wanted)
          && (!choice.value || segment(row) === choice.value);
        row.hidden = !fits;
        count += fits;
      }
      shown.textContent = count < rows.length ? box.dataset.shown.replace('#', count.toLocaleString(lang)) : '';
    };
    const field = (words, control) => {
      const label = element('label', { textContent: words });
      label.append(control);
      control.addEventListener('input', show);
      return label;
    };
    const tools = element('div', { className: 'tools' });
    tools.append(field(box.dataset.search, search));
    if (names.length) tools.append(field(box.dataset.segment, choice));
    tools.append(shown);
    box.before(tools);
  };

  for (const box of document.querySelectorAll('.box[data-search]')) {
    const table = box.querySelector('table');
    const rows = [...table.tBodies[0].rows];
    sortable(table, rows);
    filterable(box, rows);
  }
})();
