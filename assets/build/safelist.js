// Classes that pages choose at run time or that a page still to be written will want: families of
// Bootstrap Italia's components. Everything else stays only if a template names it.
const families = [
  'accordion', 'alert', 'avatar', 'badge', 'breadcrumb', 'btn', 'callout', 'card', 'chip', 'col', 'form',
  'input-group', 'is-invalid', 'is-valid', 'invalid-feedback', 'it-footer', 'it-header', 'it-page-section',
  'link-list', 'nav-tabs', 'pager', 'pagination', 'page-item', 'page-link', 'progress', 'rating', 'row',
  'select-wrapper', 'skiplink', 'steppers', 'table', 'text', 'timeline', 'upload', 'visually-hidden',
];

export const safelist = {
  // What prose holds and no template names.
  standard: [/^pre$/, /^d-/, /^is-/, /^(m|p)[tbsexy]?-(0|1|2|3|4|5)$/, /^icon/, ...families.map((name) => new RegExp(`^${name}$`))],
  greedy: [],
  deep: [],
};
for (const name of ['alert', 'callout', 'steppers', 'badge', 'chip', 'upload', 'accordion', 'pagination', 'timeline', 'invalid']) {
  safelist.standard.push(new RegExp(`^${name}(-|$)`));
}
