// Shows new messages as they arrive: the page is fetched again and its main part replaced.
const arrivals = new EventSource('/api/arrivals');
let shown = null;
arrivals.onmessage = async ({ data }) => {
  if (shown === null) { shown = data; if (document.querySelector('main [data-last]')?.dataset.last === data) return; }
  const answer = await fetch(location.href);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
  const typing = document.activeElement?.closest('main form');
  if (fresh && !typing) document.querySelector('main').replaceWith(fresh);
};
